import { readFileSync } from 'node:fs';
import { type BlockDevice, BlockdevError } from '@twinroot/lib-blockdev';
import { CommandError, type Context, exitStatus, type Run } from '@twinroot/lib-command';
import { idMapTable } from '@twinroot/lib-record';
import type { Layout, Layouts } from './decide/layout.ts';
import { layoutOfLsblk } from './decide/layout-of-lsblk.ts';
import { mapDisks } from './decide/map-disks.ts';
import { findDevice, plainPath, whyNoPair } from './decide/operand.ts';
import { readLayout, realMountpoint } from './gather/read-layout.ts';
import type { spec } from './spec.ts';

/** Writes the map of the ids of two disks or volumes. */
export const run: Run<typeof spec> = async (context) => {
  const { options, operands, message, sysroot, signal } = context;
  const [oldName = '', newName = ''] = operands;
  const file = options['old-lsblk'];
  // First the file: nothing is asked of the machine for a wrong call.
  const other = file === undefined ? undefined : readOther(file);
  const here = await readLayout(sysroot, operands.map(plainPath), signal);
  const layouts: Layouts = { old: other ?? here, new: here };
  const old = deviceOf(context, layouts, layouts.old, oldName);
  const fresh = deviceOf(context, layouts, here, newName);
  const why = whyNoPair(layouts, old, fresh);
  if (why !== undefined) throw wrong(why);

  const { rows, faults, notes } = mapDisks(layouts, old, fresh);
  for (const fault of faults) message.warning(fault);
  for (const note of notes) message.debug(note);
  if (rows.length === 0)
    throw new CommandError(exitStatus.no, `nothing of ${old.path} and ${fresh.path} could be paired`);
  await context.writeGroup(idMapTable, rows);
  return options.strict && faults.length > 0 ? exitStatus.failed : exitStatus.done;
};

/** The machine that a file is lsblk's output of. */
function readOther(file: string): Layout {
  try {
    return layoutOfLsblk(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw wrong(`${file} is no JSON: lsblk writes it with --json`, cause);
    if (cause instanceof BlockdevError) throw wrong(`${file} is not what lsblk was to write`, cause);
    throw wrong(`${file} cannot be read`, cause);
  }
}

/** A mount point of this machine may be named by a symlink. */
function deviceOf(
  { sysroot }: Context<typeof spec>,
  layouts: Layouts,
  layout: Layout,
  given: string,
): BlockDevice {
  const found = findDevice(layout, given);
  if (typeof found !== 'string') return found;
  const isHere = layout === layouts.new && given.startsWith('/');
  const again = isHere ? findDevice(layout, realMountpoint(sysroot, plainPath(given))) : found;
  if (typeof again === 'string') throw wrong(found);
  return again;
}

function wrong(text: string, cause?: unknown): CommandError {
  return new CommandError(exitStatus.wrong, text, { cause });
}
