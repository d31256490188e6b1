import { type BlockDevice, readBlockDevices } from '@twinroot/lib-blockdev';
import { CommandError, exitStatus } from '@twinroot/lib-command';
import { type Mount, readMountTable } from '@twinroot/lib-mountinfo';
import type { CloneContext } from '../clone-context.ts';

/** What is mounted, and on what. */
export interface Machine {
  readonly mounts: readonly Mount[];
  readonly devices: readonly BlockDevice[];
  /** Whether its file systems can be looked at: it is no captured one. */
  readonly live: boolean;
}

/**
 * Reads the machine.
 *
 * @throws {CommandError} when nothing can be written there: it is a captured one
 */
export async function readMachine({ sysroot, signal, dryRun }: CloneContext): Promise<Machine> {
  const { mounts, live } = await readMountTable(sysroot);
  if (!live && !dryRun) {
    const why = `${sysroot} is a captured machine, where nothing can be written: use --dry-run`;
    throw new CommandError(exitStatus.failed, why);
  }
  return { mounts, live, devices: await readBlockDevices(sysroot, live, signal) };
}
