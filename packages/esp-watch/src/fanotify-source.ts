import { realpathSync } from 'node:fs';
import { relative } from 'node:path';
import { startLines } from '@twinroot/lib-tool';
import type { EventSource, OpenSource } from './event-source.ts';

const events = 'modify,attrib,close_write,move,create,delete';

/**
 * Watches by fanotify, one mark for the whole file system, however many directories it has: fsnotifywait of inotify-tools
 * (3.22 or newer) tells of each event with its path. It needs root. When events are lost it ends, since it takes the
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
      ...within(root),
      root,
    ];
    let established: () => void = () => undefined;
    const ready = new Promise<void>((resolve) => {
      established = resolve;
    });
    let closed = false;
    // Into a pipe it writes 4 KiB at a time, so that an event would be heard of when dozens more have come.
    const child = startLines('stdbuf', ['--output=L', 'fsnotifywait', ...args], {
      out: (line) => {
        const [event = ''] = line.split(' ', 1);
        const path = pathBelow(root, line.slice(event.length + 1));
        if (path === undefined) return;
        // It remembers the paths of directories: of one that was moved here it would tell the old one for ever.
        if (event.includes('MOVED_TO') && event.includes('ISDIR')) listener.lost();
        if (path === '') listener.replaced();
        else if (counts(path)) listener.changed(path);
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

/** The path of an event below the root; undefined for one elsewhere on the file system, or nowhere any more. */
function pathBelow(root: string, line: string): string | undefined {
  const path = line.replace(/ \(deleted\)$/, '').replace(/\/$/, '');
  if (path === root) return '';
  return root === '/' || path.startsWith(`${root}/`) ? relative(root, path) : undefined;
}

/** Lets it keep to itself what happens elsewhere on the file system: a POSIX extended regular expression. */
function within(root: string): readonly string[] {
  return root === '/' ? [] : ['--include', `^${root.replace(/[.[\\()*+?{|^$]/g, '\\$&')}(/|$)`];
}
