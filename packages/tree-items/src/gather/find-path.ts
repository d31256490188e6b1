import { statSync } from 'node:fs';
import { join } from 'node:path/posix';
import { isMissing } from '@twinroot/lib-failure';
import { plainPath, realPathBelow } from '@twinroot/lib-sysroot';
import type { FoundPath } from '../decide/found-path.ts';
import { readHoldings } from './read-holdings.ts';

/** What is at a path of the list. A disk that died (EIO), and the like, is no reason not to judge the other paths. */
export function findPath(sysroot: string, path: string): FoundPath {
  try {
    const { path: real, exists } = realPathBelow(sysroot, path);
    if (!exists) return { real, is: 'missing' };
    const is = kindOf(join(sysroot, real));
    return is === 'directory' ? { real, is, ...readHoldings(join(sysroot, real)) } : { real, is };
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    return { real: plainPath(path), is: 'unreadable' };
  }
}

function kindOf(path: string): FoundPath['is'] {
  try {
    return statSync(path).isDirectory() ? 'directory' : 'other';
  } catch (error) {
    if (isMissing(error)) return 'missing'; // removed just now
    throw error;
  }
}
