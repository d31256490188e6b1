import { closeSync, constants, existsSync, mkdirSync, openSync } from 'node:fs';
import { errorCode, failureText } from '@twinroot/lib-failure';

/** A directory held open: what is done below `path` is done in it, wherever its name leads by now. */
export interface HeldDirectory {
  readonly fd: number;
  /** The path to use for what is in it; of this process and, while it lives, of its children. */
  readonly path: string;
  /** The path that it was opened by. */
  readonly name: string;
  close(): void;
}

const readable = constants.O_RDONLY | constants.O_DIRECTORY;

/** For what is only passed through, which need not be readable (include/uapi/asm-generic/fcntl.h; Node has no name for it). */
const passed = 0o10000000 | constants.O_DIRECTORY;

/**
 * Opens a directory below another one name by name, each through the one before it that is open, so that nobody who may write
 * in one of them can lead elsewhere: no symlink is followed, and `..` is none of the names. Node has no openat(2); a path
 * through /proc/PID/fd does the same (proc_pid_fd(5)).
 *
 * @param directory is opened as it is, through symlinks as well
 * @param path relative; '' for the directory itself
 * @throws {Error} with the system's code, and the path as it was given: ENOENT; ENOTDIR, also for a symlink, as open(2) does
 */
export function openBelow(directory: string, path = ''): HeldDirectory {
  return walk(directory, path, openSync);
}

/**
 * Opens a directory as openBelow does; those that are missing are made.
 *
 * @param mode of those that are made
 * @throws {Error} as openBelow; EROFS, EACCES, ENOSPC
 */
export function openOrMakeBelow(directory: string, path: string, mode: number): HeldDirectory {
  return walk(directory, path, (whole, flags) => {
    try {
      return openSync(whole, flags);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
    try {
      mkdirSync(whole, { mode });
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error; // another one was faster
    }
    return openSync(whole, flags);
  });
}

function walk(directory: string, path: string, open: (path: string, flags: number) => number): HeldDirectory {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  let held = holding(openSync(directory, names.length === 0 ? readable : passed), directory);
  for (const [index, name] of names.entries()) {
    const above = held;
    const flags = (index === names.length - 1 ? readable : passed) | constants.O_NOFOLLOW;
    try {
      if (name === '..') throw codedError('EINVAL', `.. in ${path}`);
      held = holding(open(`${above.path}/${name}`, flags), `${above.name.replace(/\/$/, '')}/${name}`);
    } catch (error) {
      throw codedError(errorCode(error), failureText(error, new Map([[above.path, above.name]])));
    } finally {
      above.close();
    }
  }
  return held;
}

function holding(fd: number, name: string): HeldDirectory {
  const held = `/proc/${process.pid}/fd/${fd}`;
  // Without /proc (an early initramfs) the path itself must do.
  return { fd, path: existsSync(held) ? held : name, name, close: () => closeSync(fd) };
}

function codedError(code: string | null, message: string): Error {
  return Object.assign(new Error(message), { code });
}
