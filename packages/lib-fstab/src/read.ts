import { readTextBelow } from '@twinroot/lib-sysroot';
import { type FstabEntry, parseFstab } from './parse.ts';

/**
 * The entries of SYSROOT/etc/fstab; none when there is no such file.
 *
 * @throws {NodeJS.ErrnoException} EACCES, EIO, EISDIR
 */
export async function readFstab(sysroot: string): Promise<readonly FstabEntry[]> {
  return parseFstab(readTextBelow(sysroot, '/etc/fstab') ?? '');
}
