import { errorCode, isMissing } from '@twinroot/lib-failure';

/**
 * What a file of a process in /proc says; null for one that ends meanwhile: it is no longer listed, or is and cannot be read
 * (Linux fs/proc/base.c, ESRCH).
 *
 * @throws {NodeJS.ErrnoException} EACCES, EPERM for a process that may not be looked at
 */
export function unlessEnded<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (isMissing(error) || errorCode(error) === 'ESRCH') return null;
    throw error;
  }
}
