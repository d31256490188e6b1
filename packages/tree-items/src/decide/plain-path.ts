import { normalize } from 'node:path/posix';

/** A path without doubled slashes, dots and a slash at its end. */
export function plainPath(path: string): string {
  return normalize(path).replace(/(?<=.)\/$/, '');
}
