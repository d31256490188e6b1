import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { isType1Name } from '@twinroot/lib-bls';
import type { TextFormat } from '@twinroot/lib-rewrite';
import { namesIn } from '@twinroot/lib-sysroot';

/** A file that is to be rewritten. */
export interface NamedFile {
  readonly path: string;
  /** Null for what its name tells. */
  readonly format: TextFormat | null;
}

/**
 * The files that operands name: themselves, or the entries of a directory.
 *
 * @param format what all of them are; null for what their names tell
 * @throws {NodeJS.ErrnoException} when one is not there
 */
export function filesOf(operand: string, format: TextFormat | null): readonly NamedFile[] {
  if (!lstatSync(operand).isDirectory()) return [{ path: operand, format }];
  if (format !== null && format !== 'entry')
    throw new Error(`${operand} is a directory, but a file of the format ${format} is expected`);
  return namesIn(operand)
    .filter(isType1Name)
    .map((name) => ({ path: join(operand, name), format: 'entry' }));
}
