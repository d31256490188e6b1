import { close, closeSync, constants, existsSync, fstatSync, openSync } from 'node:fs';
import { promisify } from 'node:util';

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
 * @throws {NodeJS.ErrnoException} ENOENT; ENOTDIR, also for a symbolic link to a directory, as open(2) does
 */
export function openRoot(directory: string): OpenRoot {
  const fd = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    const held = `/proc/${process.pid}/fd/${fd}`;
    // Without /proc (an early initramfs) the path itself must do.
    const path = existsSync(held) ? held : directory;
    return { path, name: directory, device: fstatSync(fd).dev, close: () => promisify(close)(fd) };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}
