import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FstabEntry, parseFstab } from './parse.ts';

/** The entries of SYSROOT/etc/fstab; none when there is no such file. */
export async function readFstab(sysroot: string): Promise<readonly FstabEntry[]> {
  try {
    return parseFstab(readFileSync(join(sysroot, 'etc/fstab'), 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
