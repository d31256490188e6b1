import { type FSWatcher, type Stats, watch } from 'node:fs';
import { errorCode, isMissing } from '@twinroot/lib-failure';
import { fileOf } from '../decide/byte-path.ts';
import { pathBelow } from './directory-walk.ts';
import { countEvent } from './lost-events.ts';

/** Directories that are watched in this process, a watch each. Paths are bytes, relative to the root. */
export interface DirectoryWatches {
  readonly size: number;
  /** Whether what is watched at a path is this very directory. */
  isSame(path: string, stats: Stats): boolean;
  has(path: string): boolean;
  /**
   * Watches a directory, in the place of what was watched at its path; false when it is gone or may not be read.
   *
   * @throws {Error} ENOSPC when there are no inotify watches left, EMFILE when there are no instances
   */
  add(path: string, stats: Stats): boolean;
  /** Watches a directory no more, whether it was or not, nor what is below it. */
  remove(path: string): void;
  close(): void;
}

/**
 * An event in a watched directory; its name is null where the kernel gave none. `rename` is IN_CREATE, IN_DELETE, IN_MOVED_FROM
 * and IN_MOVED_TO, and with the name of the directory what happened to itself: IN_DELETE_SELF, IN_MOVE_SELF, IN_UNMOUNT (libuv,
 * uv__inotify_read).
 */
export type Seen = (directory: string, event: string, name: string | null) => void;

/** No watches yet. */
export function directoryWatches(root: string, seen: Seen): DirectoryWatches {
  const watches = new Map<string, { readonly watcher: FSWatcher; readonly inode: number }>();

  function remove(path: string): void {
    const above = path === '' ? '' : `${path}/`;
    for (const [each, { watcher }] of watches) {
      if (each !== path && !each.startsWith(above)) continue;
      watcher.close();
      watches.delete(each);
    }
  }

  return {
    get size() {
      return watches.size;
    },
    isSame: (path, { ino }) => watches.get(path)?.inode === ino,
    has: (path) => watches.has(path),
    add(path, { ino }) {
      if (watches.has(path)) remove(path);
      const watcher = startWatcher(pathBelow(root, path), (event, name) => {
        countEvent();
        seen(path, event, name);
      });
      if (watcher === null) return false;
      watches.set(path, { watcher, inode: ino });
      return true;
    },
    remove,
    close: () => remove(''),
  };
}

function startWatcher(path: string, heard: (event: string, name: string | null) => void): FSWatcher | null {
  try {
    const watcher = watch(fileOf(path), { encoding: 'latin1' }, heard);
    // It is gone, which its parent reports.
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch (error) {
    if (isMissing(error) || errorCode(error) === 'EACCES') return null;
    throw error;
  }
}
