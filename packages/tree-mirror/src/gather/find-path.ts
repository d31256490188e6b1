import { type Stats, statSync } from 'node:fs';
import { join } from 'node:path/posix';
import { isMissing } from '@twinroot/lib-failure';
import { realPathBelow } from '@twinroot/lib-sysroot';

/** What is at a path of a machine. */
export interface FoundPath {
  /** Without symlinks, as the machine names it; of what is missing, as far as it is known. */
  readonly real: string;
  /** Null when nothing is there. */
  readonly stats: Stats | null;
}

/**
 * Finds what a path of a machine leads to.
 *
 * @throws {NodeJS.ErrnoException} EIO, of a disk that died, EACCES, ELOOP
 */
export function findPath(sysroot: string, path: string): FoundPath {
  const { path: real, exists } = realPathBelow(sysroot, path);
  return { real, stats: exists ? statsOf(join(sysroot, real)) : null };
}

function statsOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch (error) {
    if (isMissing(error)) return null; // removed just now
    throw error;
  }
}
