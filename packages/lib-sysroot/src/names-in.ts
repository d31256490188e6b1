import { readdirSync } from 'node:fs';
import { isMissing } from '@twinroot/lib-failure';

/**
 * The names in a directory, sorted by code units; none when it is not there, or is not a directory.
 *
 * @throws {NodeJS.ErrnoException} EACCES, EIO, ELOOP
 */
export function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
