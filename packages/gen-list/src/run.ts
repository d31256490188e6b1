import { readSubvolumes } from '@twinroot/lib-btrfs';
import { type Context, type ExitStatus, exitStatus, failed, no, wrong } from '@twinroot/lib-command';
import { generationRecords, layoutOf, openTop, readTop } from '@twinroot/lib-generation';
import { generationTable } from '@twinroot/lib-record';
import type { spec } from './spec.ts';

/** Writes the generations of the root. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { sysroot, signal, options, message } = context;
  if (options.top?.startsWith('/') === false)
    throw wrong(`--top ${options.top}: an absolute path was expected`);
  const top = await openTop(sysroot, { top: options.top, readOnly: true }, signal);
  if (top.kind === 'refused') throw options.top === undefined ? no(top.reason) : failed(top.reason);
  try {
    const found = readTop(top.path, await readSubvolumes(top.path, signal));
    if (found === null) throw no(`there is no directory snapshots at the top of ${top.name}`);
    const layout = layoutOf(found);
    await context.writeGroup(generationTable, generationRecords(layout, top));
    for (const fault of layout.faults) message.error(`${top.name}: ${fault}`);
    return layout.faults.length === 0 ? exitStatus.done : exitStatus.failed;
  } finally {
    await top.close();
  }
}
