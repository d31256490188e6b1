import { join } from 'node:path';
import { readTextIfThere, realPathBelow } from '@twinroot/lib-sysroot';

/** What is remembered of the firmware and of boots, below the root directory. */
export const stateDirectory = '/var/lib/twinroot';

/** Its files: deeds, boots, and the drill that was asked for; JSON Lines. */
export type StateName = 'boot-options' | 'boots' | 'drill';

/**
 * The text of a file in /var/lib/twinroot of a machine; empty when it is not there.
 *
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export function readState(sysroot: string, name: StateName): string {
  return readTextIfThere(join(sysroot, realPathBelow(sysroot, join(stateDirectory, name)).path)) ?? '';
}
