import { join } from 'node:path';
import { readTextIfThere } from './read-text-if-there.ts';
import { realPathBelow } from './real-path-below.ts';

/**
 * The text of a file of the machine below a sysroot, as UTF-8; null when it is not there. Symlinks lead where they lead on that
 * machine: /etc/fstab and /etc/os-release are absolute ones on some.
 *
 * @param path absolute, as the machine names it
 * @throws {NodeJS.ErrnoException} EACCES, EIO, EISDIR, ELOOP
 */
export function readTextBelow(sysroot: string, path: string): string | null {
  if (sysroot === '/') return readTextIfThere(path);
  return readTextIfThere(join(sysroot, realPathBelow(sysroot, path).path));
}
