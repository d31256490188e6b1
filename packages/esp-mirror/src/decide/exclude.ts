import { matchesGlob } from 'node:path/posix';
import { foldPath } from '@twinroot/lib-fat';
import { nameOf, parentsOf } from '@twinroot/lib-tree';

/**
 * Whether a path, or a directory above it, matches one of the globs. A glob without `/` is compared with names,
 * another one with paths below the root (`/linux` is that of the root only); the case of letters does not count, as
 * in FAT.
 */
export function excluder(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const folded = globs.map((glob) => {
    const whole = foldPath(glob.replace(/\/+$/, ''));
    return { glob: whole.replace(/^\/+/, ''), ofPath: whole.includes('/') };
  });
  const matches = (path: string) =>
    folded.some(({ glob, ofPath }) => matchesGlob(ofPath ? path : nameOf(path), glob));
  return (path) => {
    const key = foldPath(path);
    return [...parentsOf(key), key].some(matches);
  };
}
