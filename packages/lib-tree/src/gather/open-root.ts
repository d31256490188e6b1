import { close, fstatSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';
import { type HeldDirectory, openBelow } from '@twinroot/lib-sysroot';

/** A directory held open: what is done below `path` stays on this file system, whatever happens to its mount. */
export interface OpenRoot {
  /** The path to use for everything below it. */
  readonly path: string;
  /** The directory as it was named. */
  readonly name: string;
  /** Device number, as stat(2) has it. */
  readonly device: number;
  close(): Promise<void>;
}

/**
 * Opens a directory as the root of a tree, through /proc/PID/fd (which children can use, too): a mount that goes away meanwhile never
 * bares the directory below it, and cannot be unmounted but lazily.
 *
 * @throws {Error} with the system's code: ENOENT; ENOTDIR, also for a symbolic link to a directory, as open(2) does
 */
export function openRoot(directory: string): OpenRoot {
  return rootOf(openBelow(dirname(directory), basename(directory)), directory);
}

/**
 * Opens a directory as openRoot does, by a path that has no symlinks, or had none when it was looked up: one that has come into
 * it meanwhile is not followed.
 *
 * @param directory absolute
 * @throws {Error} as openRoot
 */
export function openRealRoot(directory: string): OpenRoot {
  return rootOf(openBelow('/', directory), directory);
}

function rootOf({ fd, path }: HeldDirectory, name: string): OpenRoot {
  return { path, name, device: fstatSync(fd).dev, close: () => promisify(close)(fd) };
}
