import { fstatSync, type Stats } from 'node:fs';
import { isatty } from 'node:tty';
import { errorCode } from '@twinroot/lib-failure';

/** Whether an open file of this process is a terminal; one that is not open is none. Node's own answer loads its network first. */
export function isTerminal(descriptor: number): boolean {
  try {
    const found = fstatSync(descriptor);
    return found.isCharacterDevice() && !isMemoryDevice(found) && isatty(descriptor);
  } catch (error) {
    if (errorCode(error) === 'EBADF') return false;
    throw error;
  }
}

/** Whether a character device is /dev/null or one of its kind: their major number is 1 (Documentation/admin-guide/devices.txt). */
export function isMemoryDevice({ rdev }: Stats): boolean {
  return ((rdev >> 8) & 0xfff) === 1;
}
