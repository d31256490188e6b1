import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing } from '@twinroot/lib-failure';
import { readTextBelow, realPathBelow } from '@twinroot/lib-sysroot';
import { type StateName, stateDirectory } from '../decide/state-names.ts';

/**
 * The text of a file in /var/lib/twinroot of a machine; empty when it is not there.
 *
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export function readState(sysroot: string, name: StateName): string {
  return readTextBelow(sysroot, join(stateDirectory, name)) ?? '';
}

/**
 * The bytes of such a file, one character each, so that what is written back is what was there; empty when it is not there.
 *
 * @throws {NodeJS.ErrnoException} EACCES, EIO, EISDIR
 */
export function readStateBytes(sysroot: string, name: StateName): string {
  try {
    return readFileSync(join(sysroot, realPathBelow(sysroot, join(stateDirectory, name)).path), 'latin1');
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}
