import { readFileSync } from 'node:fs';
import { type BlockDevice, BlockdevError } from '@twinroot/lib-blockdev';
import { CommandError, type Context, exitStatus, type Run } from '@twinroot/lib-command';
import { idMapTable } from '@twinroot/lib-record';
import type { Machine, Machines } from './machine.ts';
import { mapDisks } from './map-disks.ts';
import { findDevice, plainPath, whyNoPair } from './operand.ts';
import { otherMachine } from './other-machine.ts';
import { readMachine, realMountpoint } from './read-machine.ts';
import type { spec } from './spec.ts';

/** Writes the map of the ids of two disks or volumes. */
export const run: Run<typeof spec> = async (context) => {
  const { options, operands, message, sysroot, signal } = context;
  const [oldName = '', newName = ''] = operands;
  const file = options['old-lsblk'];
  // First the file: nothing is asked of the machine for a wrong call.
  const other = file === undefined ? undefined : readOther(file);
  const here = await readMachine(sysroot, operands.map(plainPath), signal);
  const machines: Machines = { old: other ?? here, new: here };
  const old = deviceOf(context, machines, machines.old, oldName);
  const fresh = deviceOf(context, machines, here, newName);
  const why = whyNoPair(machines, old, fresh);
  if (why !== undefined) throw wrong(why);

  const { rows, faults, notes } = mapDisks(machines, old, fresh);
  for (const fault of faults) message.warning(fault);
  for (const note of notes) message.debug(note);
  if (rows.length === 0)
    throw new CommandError(exitStatus.no, `nothing on ${old.path} and ${fresh.path} could be paired`);
  await context.writeGroup(idMapTable, rows);
  return options.strict && faults.length > 0 ? exitStatus.failed : exitStatus.done;
};

/** The machine that a file is lsblk's output of. */
function readOther(file: string): Machine {
  try {
    return otherMachine(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw wrong(`${file} is not JSON: run lsblk with --json`, cause);
    if (cause instanceof BlockdevError) throw wrong(`${file} is not the expected output of lsblk`, cause);
    throw wrong(`cannot read ${file}`, cause);
  }
}

/** A mount point of this machine may be named by a symlink. */
function deviceOf(
  { sysroot }: Context<typeof spec>,
  machines: Machines,
  machine: Machine,
  given: string,
): BlockDevice {
  const found = findDevice(machine, given);
  if (typeof found !== 'string') return found;
  const isHere = machine === machines.new && given.startsWith('/');
  const again = isHere ? findDevice(machine, realMountpoint(sysroot, plainPath(given))) : found;
  if (typeof again === 'string') throw wrong(found);
  return again;
}

function wrong(text: string, cause?: unknown): CommandError {
  return new CommandError(exitStatus.wrong, text, { cause });
}
