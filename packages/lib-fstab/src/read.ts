import { join } from 'node:path';
import { readTextIfThere } from '@twinroot/lib-sysroot';
import { type FstabEntry, parseFstab } from './parse.ts';

/**
 * The entries of SYSROOT/etc/fstab; none when there is no such file.
 *
 * @throws {NodeJS.ErrnoException} EACCES, EIO, EISDIR
 */
export async function readFstab(sysroot: string): Promise<readonly FstabEntry[]> {
  return parseFstab(readTextIfThere(join(sysroot, 'etc/fstab')) ?? '');
}
