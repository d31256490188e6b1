import { lstatSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether a directory of another root is there, and reached without a symlink: one that is absolute would lead out of that root to the
 * machine's own.
 *
 * @param root absolute
 * @param path below it; a slash in front does not count
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export function isOwnDirectory(root: string, path: string): boolean {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.every((_, index) =>
    lstatSync(join(root, ...parts.slice(0, index + 1)), { throwIfNoEntry: false })?.isDirectory(),
  );
}
