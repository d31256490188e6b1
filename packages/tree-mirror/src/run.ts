import { type ExitStatus, exitStatus, failed } from '@twinroot/lib-command';
import { syncItemTable, toSyncItem } from '@twinroot/lib-record';
import { whyNotRsync } from '@twinroot/lib-rsync';
import { runTool } from '@twinroot/lib-tool';
import { copyItem } from './act/copy-item.ts';
import type { CopyResult } from './act/copy-to-destination.ts';
import type { TreeMirrorContext } from './context.ts';
import { limitsOf } from './decide/deletion-limits.ts';
import { treePlanTable } from './plan-table.ts';
import { type TreeOutcome, treeReportTable } from './report-table.ts';

/** Copies each item as it arrives; one that fails never stops the next. */
export async function run(context: TreeMirrorContext): Promise<ExitStatus> {
  let status: ExitStatus = exitStatus.done;
  let isChecked = false;
  for await (const records of context.readGroups(syncItemTable)) {
    const item = toSyncItem(records);
    if (!isChecked) await checkRsync(context);
    isChecked = true;
    const results = await copyItem(context, item, limitsOf(context.options, item));
    context.signal.throwIfAborted();
    for (const { outcome } of results) report(context, outcome);
    await writeResults(context, results);
    if (results.some(({ outcome: { state } }) => state === 'failed' || state === 'refused')) {
      status = exitStatus.failed;
    }
  }
  return status;
}

async function checkRsync({ signal }: TreeMirrorContext): Promise<void> {
  const why = whyNotRsync(await runTool('rsync', ['--version'], { signal }));
  if (why !== null) throw failed(why);
}

function writeResults(context: TreeMirrorContext, results: readonly CopyResult[]): Promise<void> {
  if (context.dryRun) {
    const changes = results.flatMap(({ planned }) => planned);
    return context.writeGroup(treePlanTable, changes);
  }
  const outcomes = results.map(({ outcome }) => outcome);
  return context.writeGroup(treeReportTable, outcomes);
}

function report({ message }: TreeMirrorContext, { source, dest, state, why }: TreeOutcome): void {
  if (why === null) return;
  if (state === 'failed') message.error(`copying ${source} to ${dest}: ${why}`);
  else if (state === 'refused') message.error(`${dest} is refused as a copy of ${source}: ${why}`);
  else message.warning(`copying ${source} to ${dest}: ${why}`);
}
