import { failed } from '@twinroot/lib-command';
import { type Machine, readMachine, withCurrentMounts } from '@twinroot/lib-machine';
import type { CloneContext } from '../clone-context.ts';
import type { Source } from '../decide/source.ts';
import { wakeBootMounts } from './boot-directories.ts';

/**
 * Reads the machine.
 *
 * @throws {CommandError} when nothing can be written there: it is a captured one
 */
export async function readWritableMachine(
  { sysroot, signal, dryRun }: CloneContext,
  source: Source,
): Promise<Machine> {
  const machine = await readMachine(sysroot, signal);
  if (!machine.live && !dryRun)
    throw failed(`${sysroot} is a captured machine, where nothing can be written: use --dry-run`);
  return wakeBootMounts(machine, source) ? withCurrentMounts(machine) : machine;
}
