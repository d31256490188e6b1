import { acquireRunLock, type Lock, LockError } from '@twinroot/lib-durable';
import type { SyncItem } from '@twinroot/lib-record';
import type { DeletionLimits } from '@twinroot/lib-rsync';
import type { TreeMirrorContext } from '../context.ts';
import type { TreeOutcome } from '../report-table.ts';
import { type CopyResult, copyToDestination } from './copy-to-destination.ts';

/** Copies an item to its destinations, one after the other: they have the same source to read. A dry run needs no lock. */
export async function copyItem(
  context: TreeMirrorContext,
  item: SyncItem,
  limits: DeletionLimits,
): Promise<readonly CopyResult[]> {
  const { dryRun, options, signal, sysroot } = context;
  let lock: Lock | null = null;
  try {
    if (!dryRun)
      lock = await acquireRunLock(sysroot, 'tree-mirror.lock', { waitSeconds: options.wait, signal });
    const results: CopyResult[] = [];
    for (const dest of item.dest)
      results.push(await copyToDestination(context, { item, dest, limits, lock }));
    return results;
  } catch (error) {
    if (!(error instanceof LockError && error.code === 'BUSY')) throw error;
    // A first copy may take hours: this item has failed, and the next may be luckier.
    return item.dest.map((dest) => ({ outcome: notCopied(item.source, dest, error.message), planned: [] }));
  } finally {
    await lock?.release();
  }
}

function notCopied(source: string, dest: string, why: string): TreeOutcome {
  const nothing = { files_copied: 0, bytes_copied: 0, files_deleted: 0, others_changed: 0 };
  return { source, dest, state: 'failed', ...nothing, seconds: 0, why };
}
