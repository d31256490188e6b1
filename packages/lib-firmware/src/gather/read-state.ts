import { join } from 'node:path';
import { readTextBelow } from '@twinroot/lib-sysroot';
import { type StateName, stateDirectory } from '../decide/state-names.ts';

/**
 * The text of a file in /var/lib/twinroot of a machine; empty when it is not there.
 *
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export function readState(sysroot: string, name: StateName): string {
  return readTextBelow(sysroot, join(stateDirectory, name)) ?? '';
}
