import { readFileSync } from 'node:fs';
import { isMissing } from '@twinroot/lib-failure';

/**
 * The text of a file as UTF-8; null when it is not there. At once: what is read so is small or in the kernel's memory
 * (/proc, /sys, /etc), and starting Node's threads for it would take longer.
 *
 * @throws {NodeJS.ErrnoException} EACCES, EIO, EISDIR, ELOOP
 */
export function readTextIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
