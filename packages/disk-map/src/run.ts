import { type Context, type ExitStatus, exitStatus, no, wrong } from '@twinroot/lib-command';
import { idMapTable } from '@twinroot/lib-record';
import { plainPath } from '@twinroot/lib-sysroot';
import type { Layouts } from './decide/layout.ts';
import { mapDisks } from './decide/map-disks.ts';
import { pairOperands } from './decide/operand.ts';
import { readLayout } from './gather/read-layout.ts';
import { readLsblkFile } from './gather/read-lsblk-file.ts';
import type { spec } from './spec.ts';

/** Writes the map of the ids of two disks or volumes. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { options, operands, message, sysroot, signal } = context;
  const [oldName = '', newName = ''] = operands;
  const file = options['old-lsblk'];
  // First the file: nothing is asked of the machine for a wrong call.
  const other = file === undefined ? null : readLsblkFile(file);
  const own = other === null ? [oldName, newName] : [newName];
  const here = await readLayout(sysroot, own.map(plainPath), signal);
  const layouts: Layouts = { old: other ?? here, new: here };

  const pair = pairOperands(layouts, oldName, newName);
  if (pair.kind === 'refused') throw wrong(pair.reason);
  const { rows, faults, notes } = mapDisks(layouts, pair.old, pair.new, options['by-uuid']);

  for (const fault of faults) message.warning(fault);
  for (const note of notes) message.debug(note);
  if (rows.length === 0) throw no(`nothing on ${pair.old.path} and ${pair.new.path} could be paired`);
  await context.writeGroup(idMapTable, rows);
  return options.strict && faults.length > 0 ? exitStatus.failed : exitStatus.done;
}
