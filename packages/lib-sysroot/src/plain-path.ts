import { normalize } from 'node:path/posix';

/** A path without doubled slashes, `.`, `..` and a slash at its end; symlinks are not looked at. */
export function plainPath(path: string): string {
  return normalize(path).replace(/(?<=.)\/$/, '');
}
