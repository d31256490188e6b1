import { type Context, type ExitStatus, exitStatus, no, wrong } from '@twinroot/lib-command';
import { idMapTable } from '@twinroot/lib-record';
import { plainPath } from '@twinroot/lib-sysroot';
import type { Layouts } from './decide/layout.ts';
import { makeContents } from './decide/make-contents.ts';
import { mapDisks } from './decide/map-disks.ts';
import { mkfsScript } from './decide/mkfs-script.ts';
import { pairOperands } from './decide/operand.ts';
import { readLayout } from './gather/read-layout.ts';
import { readLsblkFile } from './gather/read-lsblk-file.ts';
import { type MkfsStep, mkfsTable } from './mkfs-table.ts';
import type { spec } from './spec.ts';

/** Writes the map of the ids of two disks or volumes, or what makes the content of the new one. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { options, operands, message, sysroot, signal } = context;
  const [oldName = '', newName = ''] = operands;
  const file = options['old-lsblk'];
  // First the file: nothing is asked of the machine for a wrong call.
  const other = file === undefined ? null : readLsblkFile(file);
  const own = other === null ? [oldName, newName] : [newName];
  const here = await readLayout(sysroot, own.map(plainPath), options.mkfs, signal);
  const layouts: Layouts = { old: other ?? here, new: here };

  const pair = pairOperands(layouts, oldName, newName);
  if (pair.kind === 'refused') throw wrong(pair.reason);
  const found = options.mkfs
    ? makeContents(layouts, pair.old, pair.new)
    : mapDisks(layouts, pair.old, pair.new, options['by-uuid']);

  for (const fault of found.faults) message.warning(fault);
  for (const note of found.notes) message.debug(note);
  if ('steps' in found) await writeSteps(context, found.steps);
  else if (found.rows.length > 0) await context.writeGroup(idMapTable, found.rows);
  else throw no(`nothing on ${pair.old.path} and ${pair.new.path} could be paired`);
  return options.strict && found.faults.length > 0 ? exitStatus.failed : exitStatus.done;
}

/** A script, or records where they are asked for. */
async function writeSteps(context: Context<typeof spec>, steps: readonly MkfsStep[]): Promise<void> {
  if (context.asksForRecords) return context.writeGroup(mkfsTable, steps);
  if (steps.length === 0) context.message.info('there is nothing to make');
  else await context.writeBytes(Buffer.from(mkfsScript(steps)));
}
