import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a directory, and those above it, where they are not there. What Node does with `recursive` never ends where the kernel says
 * ENOENT although the directory above is there, as it does in /proc.
 *
 * @throws {Error} of mkdir(2)
 */
export function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeDirectory(dirname(path));
  mkdirSync(path);
}
