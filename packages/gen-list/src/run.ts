import { type Context, type ExitStatus, exitStatus, failed, no, wrong } from '@twinroot/lib-command';
import { generationRecords, openTop, readEntryFacts, readTree } from '@twinroot/lib-generation';
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
    // Side by side: both wait for other programs most of the time.
    const [tree, entries] = await Promise.all([
      readTree(top, signal),
      readEntryFacts(sysroot, signal, message.warning, top.uuid),
    ]);
    if (tree === null) throw no(`there is no directory snapshots at the top of ${top.name}`);
    const { layout, found } = tree;
    const facts = { booted: top.booted, mounts: top.readMounts(), ...entries };
    await context.writeGroup(generationTable, generationRecords(layout, facts));
    for (const id of entries.goneOf({ uuid: top.uuid, found }))
      message.warning(`an entry leads to ${id}, which is gone: gen-prune deletes it, ignoring`);
    for (const fault of layout.faults) message.error(`${top.name}: ${fault}`);
    return layout.faults.length === 0 ? exitStatus.done : exitStatus.failed;
  } finally {
    await top.close();
  }
}
