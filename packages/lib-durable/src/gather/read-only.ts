import { accessSync, constants } from 'node:fs';
import { errorCode } from '@twinroot/lib-failure';
import { DurableError } from '../decide/durable-error.ts';

/**
 * Whether nothing can be written below a directory because its mount or its whole file system is read-only now.
 *
 * access(2) says so to everybody, before it looks at any permission (Linux fs/namei.c, sb_permission; fs/open.c,
 * do_faccessat), in whatever mount namespace the directory is reached.
 *
 * @throws {NodeJS.ErrnoException} of access(2), but EACCES: that is another matter than being read-only
 */
export function isReadOnly(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK);
    return false;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EROFS') return true;
    if (code === 'EACCES') return false;
    throw error;
  }
}

/** A directory whose file system should stay as writable as it was. */
export interface WritableWatch {
  /**
   * Whether it turned read-only since the watch began, as an error: what goes wrong then has that reason, and what seemed to go
   * well need not have. A write that failed because it was read-only all the time has that reason, too. Else gives back `error`.
   */
  explain(error: unknown): unknown;
}

/**
 * Remembers whether a directory can be written, to tell later that it no longer can.
 *
 * A file system that the kernel finds damaged is made read-only in the middle of its use: vfat's default is
 * `errors=remount-ro` (Linux fs/fat/misc.c, __fat_fs_error). Where that happens while the clusters of a deleted file are freed, no
 * system call fails.
 */
export function watchWritable(directory: string): WritableWatch {
  const wasReadOnly = isReadOnly(directory);
  return {
    explain: (error) => {
      if (wasReadOnly) return isRefusal(error) ? readOnlyBefore(directory) : error;
      if (!isReadOnly(directory) && !isRefusal(error)) return error;
      const what = 'the file system became read-only during the run, as the kernel does when it finds damage';
      return new DurableError('READ_ONLY', directory, `${what}: unmount it and check it with fsck.vfat`, {
        cause: error,
      });
    },
  };
}

/** Without its cause: that names a file that nobody knows. */
function readOnlyBefore(directory: string): DurableError {
  const text = `the file system of ${directory} is read-only: mount it for writing`;
  return new DurableError('READ_ONLY', directory, text, { errno: 'EROFS' });
}

/** ext4 refuses writes of a damaged file system without being read-only to access(2) (since Linux 6.15, `emergency_ro`). */
function isRefusal(error: unknown): boolean {
  return error instanceof DurableError && error.errno === 'EROFS';
}
