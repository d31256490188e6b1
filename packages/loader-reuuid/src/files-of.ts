import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { isType1Name } from '@twinroot/lib-bls';
import { namesIn } from '@twinroot/lib-sysroot';

/**
 * The files that operands name: themselves, or the entries of a directory.
 *
 * @throws {NodeJS.ErrnoException} when one is not there
 */
export function filesOf(operand: string, directories: boolean): readonly string[] {
  if (!lstatSync(operand).isDirectory()) return [operand];
  if (!directories) throw new Error(`${operand} is a directory, but a file with a command line is expected`);
  return namesIn(operand)
    .filter(isType1Name)
    .map((name) => join(operand, name));
}
