import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import type { Done } from './perform.ts';

/**
 * Makes a directory of the clone that is not copied.
 *
 * @throws {NodeJS.ErrnoException} EEXIST when something else is there
 */
export function makeDirectory(path: string, mode: number): Done {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) return { state: 'same' };
  mkdirSync(path, { recursive: true });
  chmodSync(path, mode); // whatever the umask
  return { state: 'done' };
}
