import { realpathSync } from 'node:fs';
import { startLines } from '@twinroot/lib-tool';
import { expressionBelow, fanotifyEventOf } from '../decide/fanotify-line.ts';
import type { EventSource, OpenSource } from './event-source.ts';

const events = 'modify,attrib,close_write,move,create,delete';

/**
 * Watches by fanotify, one mark for the whole file system, however many directories it has: fsnotifywait of inotify-tools
 * (3.22 or newer) reports each event with its path. It needs root. When events are lost it ends, since it takes the
 * event that says so for a broken one (libinotifytools, inotifytools_next_events: "No fid in fanotify event").
 */
export function fanotifySource(counts: (path: string) => boolean): OpenSource {
  return async (given, listener) => {
    const root = realpathSync(given);
    const args = [
      '--monitor',
      '--filesystem',
      '--event',
      events,
      '--format',
      '%e %w%f',
      // What happens elsewhere on the file system is not reported.
      ...(root === '/' ? [] : ['--include', expressionBelow(root)]),
      root,
    ];
    let established: () => void = () => undefined;
    const ready = new Promise<void>((resolve) => {
      established = resolve;
    });
    let closed = false;
    // Into a pipe it writes 4 KiB at a time, so that an event would arrive with dozens of later ones.
    const child = startLines('stdbuf', ['--output=L', 'fsnotifywait', ...args], {
      out: (line) => {
        const event = fanotifyEventOf(root, line);
        if (event === null) return;
        // It remembers the paths of directories: of one that was moved here it would report the old one forever.
        if (event.isMovedDirectory) listener.lost();
        if (event.path === '') listener.replaced();
        else if (counts(event.path)) listener.changed(event.path);
      },
      err: (line) => {
        if (line.startsWith('Watches established')) established();
      },
    });
    const ended = child.ended.then((error) => {
      if (error !== null && !closed) listener.failed(error);
      return error;
    });
    const failure = await Promise.race([ready, ended]);
    if (failure instanceof Error) throw failure;
    const source: EventSource = {
      async close() {
        closed = true;
        await child.stop();
      },
    };
    return source;
  };
}
