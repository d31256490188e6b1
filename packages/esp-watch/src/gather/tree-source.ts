import { realpathSync, statSync } from 'node:fs';
import { bytesOf, fileOf, textOf } from '../decide/byte-path.ts';
import type { WalkArea } from './directory-walk.ts';
import { onLoss } from './lost-events.ts';
import type { StartWatch } from './renewed-source.ts';
import { createTree, type TreeLimits } from './watched-tree.ts';

/**
 * Watches a tree by inotify, a watch for each directory on its file system: a file system can be unmounted while it is watched so.
 *
 * The directories that were there at the start are inotifywait's, in a process of its own, for the sake of memory, and because
 * libuv asks for no IN_CLOSE_WRITE, which is all that is reported of a file that was written by mmap(2). inotifywait is told of
 * no directories later; so new ones are watched in this process, where a directory is watched first and read then, so that
 * none below it is missed. When there are too many of these, or it has been quiet for a while, everything is set up anew.
 *
 * A directory that was moved is a new one at its new path. What inotifywait reports of it has the old one, and is dropped.
 */
export function inotifyWatch(counts: (path: string) => boolean, limits: TreeLimits): StartWatch {
  return async (given, listener, signal) => {
    const stop = new AbortController();
    const area = areaOf(given, counts, AbortSignal.any([signal, stop.signal]));
    const top = statSync(fileOf(area.root));
    const stopListening = onLoss(listener.lost);
    const tree = createTree(area, top, listener, limits);
    const close = async () => {
      stopListening();
      stop.abort();
      await tree.close();
    };
    try {
      await tree.open();
      signal.throwIfAborted();
    } catch (error) {
      await close();
      throw error;
    }
    return { close, drained: tree.drained };
  };
}

/**
 * What of a tree is walked to watch it.
 *
 * @throws {NodeJS.ErrnoException} ENOENT, EACCES
 */
export function areaOf(
  given: string,
  counts: (path: string) => boolean,
  signal: AbortSignal = new AbortController().signal,
): WalkArea {
  const place = realpathSync(given);
  return {
    root: bytesOf(place),
    device: statSync(place).dev,
    counts: (path) => counts(textOf(path)),
    signal,
  };
}
