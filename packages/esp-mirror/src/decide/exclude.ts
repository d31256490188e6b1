import { wrong } from '@twinroot/lib-command';
import { foldPath } from '@twinroot/lib-fat';
import { nameOf, parentsOf } from '@twinroot/lib-tree';
import { compileGlob } from './glob.ts';

/**
 * Whether a path, or a directory above it, matches one of the globs. A glob without `/` is compared with names,
 * another one with paths below the root (`/linux` is that of the root only); the case of letters does not count, as
 * in FAT.
 *
 * @throws {CommandError} of status 2 for a glob with too many alternatives
 */
export function excluder(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const folded = globs.map((glob) => {
    const whole = foldPath(glob.replace(/(?<!\/)\/+$/, ''));
    return { fits: compiled(whole.replace(/^\/+/, '')), ofPath: whole.includes('/') };
  });
  const matches = (path: string) => folded.some(({ fits, ofPath }) => fits(ofPath ? path : nameOf(path)));
  return (path) => {
    const key = foldPath(path);
    return [...parentsOf(key), key].some(matches);
  };
}

function compiled(glob: string): (path: string) => boolean {
  try {
    return compileGlob(glob);
  } catch (error) {
    throw error instanceof RangeError ? wrong(`--exclude: ${error.message}`) : error;
  }
}
