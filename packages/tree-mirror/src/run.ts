import { join } from 'node:path';
import { type ExitStatus, exitStatus, failed } from '@twinroot/lib-command';
import { acquireLock, type Lock, LockError } from '@twinroot/lib-durable';
import { type SyncItem, syncItemTable, toSyncItem } from '@twinroot/lib-record';
import { whyNotRsync } from '@twinroot/lib-rsync';
import { runTool } from '@twinroot/lib-tool';
import type { Call, Result } from './call.ts';
import { copyTo } from './copy-to.ts';
import { treePlanTable } from './plan-table.ts';
import { type TreeOutcome, treeReportTable } from './report-table.ts';

/** Copies each item as it arrives; one that fails never stops the next. */
export async function run(context: Call): Promise<ExitStatus> {
  let status: ExitStatus = exitStatus.done;
  let isChecked = false;
  for await (const records of context.readGroups(syncItemTable)) {
    const item = toSyncItem(records);
    if (!isChecked) await checkRsync(context);
    isChecked = true;
    const results = await mirrorItem(context, item);
    context.signal.throwIfAborted();
    for (const { outcome } of results) say(context, outcome);
    await (context.dryRun
      ? context.writeGroup(
          treePlanTable,
          results.flatMap(({ planned }) => planned),
        )
      : context.writeGroup(
          treeReportTable,
          results.map(({ outcome }) => outcome),
        ));
    if (results.some(({ outcome: { state } }) => state === 'failed' || state === 'refused')) {
      status = exitStatus.failed;
    }
  }
  return status;
}

async function checkRsync({ signal }: Call): Promise<void> {
  const why = whyNotRsync(await runTool('rsync', ['--version'], { signal }));
  if (why !== undefined) throw failed(why);
}

/** Copies an item to its destinations, one after the other: they have the same source to read. A dry run needs no lock. */
async function mirrorItem(context: Call, item: SyncItem): Promise<readonly Result[]> {
  const { dryRun, options, signal, sysroot } = context;
  let lock: Lock | undefined;
  try {
    if (!dryRun) {
      const path = join(sysroot, 'run/twinroot/tree-mirror.lock');
      lock = await acquireLock(path, { waitSeconds: options.wait, signal });
    }
    const results: Result[] = [];
    for (const dest of item.dest) results.push(await copyTo(context, item, dest, lock));
    return results;
  } catch (error) {
    if (!(error instanceof LockError && error.code === 'BUSY')) throw error;
    // A first copy may take hours: this item has failed, and the next may be luckier.
    return item.dest.map((dest) => ({ outcome: unwritten(item.source, dest, error.message), planned: [] }));
  } finally {
    await lock?.release();
  }
}

function unwritten(source: string, dest: string, why: string): TreeOutcome {
  const nothing = { files_copied: 0, bytes_copied: 0, files_deleted: 0, others_changed: 0 };
  return { source, dest, state: 'failed', ...nothing, seconds: 0, why };
}

function say({ message }: Call, { source, dest, state, why }: TreeOutcome): void {
  if (why === null) return;
  if (state === 'failed') message.error(`copying ${source} to ${dest}: ${why}`);
  else if (state === 'refused') message.error(`${dest} is refused as a copy of ${source}: ${why}`);
  else message.warning(`copying ${source} to ${dest}: ${why}`);
}
