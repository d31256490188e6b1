import { realpathSync } from 'node:fs';
import { bytesOf, textOf } from '../decide/byte-path.ts';
import { toolEventOf, toolFormat } from '../decide/tool-event.ts';
import { startEventTool } from './event-tool.ts';
import type { StartWatch } from './renewed-source.ts';

/** How much memory fsnotifywait may have more than at its start, in bytes. */
const mostGrowth = 16 * 2 ** 20;

/** How often it is looked at, at most, and only when something happens; in milliseconds. */
const lookInterval = 10_000;

const events = 'modify,attrib,close_write,move,create,delete';

/** Exit status of fsnotifywait when it does not understand an event (src/common.h, EXIT_TIMEOUT). */
const notUnderstood = 2;

/**
 * Watches by fanotify: one mark for the whole file system, however many directories it has. While it does, the file system cannot
 * be unmounted: fsnotifywait has a directory open, to open others by their handles (libinotifytools, mount_fd).
 *
 * It needs CAP_SYS_ADMIN and CAP_DAC_READ_SEARCH, and a file system with one fsid: below a subvolume of btrfs fanotify_mark(2)
 * is EXDEV.
 *
 * When events are lost fsnotifywait ends, since it takes the event that says so for a broken one ("No fid in fanotify event"). It
 * keeps the names of all that it has ever reported, and so grows. Its `--include` is not used: from version 4 it drops all
 * events of directories.
 */
export function fanotifyWatch(
  counts: (path: string) => boolean,
  limits: { readonly growth: number; readonly interval: number } = {
    growth: mostGrowth,
    interval: lookInterval,
  },
): StartWatch {
  return async (given, listener) => {
    const place = realpathSync(given);
    const root = bytesOf(place);
    let size = Number.POSITIVE_INFINITY;
    let lookedAt = performance.now();

    function lookAtSize(): void {
      const now = performance.now();
      if (now - lookedAt < limits.interval) return;
      lookedAt = now;
      if ((tool.memory() ?? 0) - size > limits.growth) listener.outgrown();
    }

    const args = ['--monitor', '--filesystem', '--event', events, '--format', toolFormat, place];
    const hear = (record: string) => {
      lookAtSize();
      const event = toolEventOf(root, record.replace(/ \(deleted\)$/, ''));
      if (event === null || event.kind === 'overflow') return;
      if (event.path === '' && event.kind !== 'changed') return listener.replaced();
      const path = textOf(event.path);
      if (counts(path)) listener.changed(path);
    };
    const tool = startEventTool('fsnotifywait', args, hear, { isBuffered: true });
    await tool.established;
    size = tool.memory() ?? size;
    tool.ended.then((error) => {
      if (error?.status === notUnderstood) listener.lost();
      else if (error !== null) listener.ended(error);
    });
    return {
      async drained() {
        if (!(await tool.drained())) listener.changed('');
      },
      close: () => tool.stop(),
    };
  };
}
