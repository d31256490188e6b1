import { getPriority } from 'node:os';
import { join } from 'node:path/posix';
import type { Lock } from '@twinroot/lib-durable';
import type { SyncItem } from '@twinroot/lib-record';
import {
  type Change,
  createTally,
  isContent,
  isNothing,
  type RsyncFault,
  runRsync,
} from '@twinroot/lib-rsync';
import type { TreeMirrorContext } from '../context.ts';
import { rsyncWords } from '../decide/rsync-words.ts';
import { type OpenDestination, openDestination } from '../gather/open-destination.ts';
import type { TreeChange } from '../plan-table.ts';
import type { TreeOutcome } from '../report-table.ts';

/** What came of one destination. */
export interface CopyResult {
  readonly outcome: TreeOutcome;
  /** In a dry run: what would be changed. */
  readonly planned: readonly TreeChange[];
}

/** Makes one destination of an item the same as its source, or finds out what that would change. */
export async function copyToDestination(
  context: TreeMirrorContext,
  item: SyncItem,
  dest: string,
  lock: Lock | null,
): Promise<CopyResult> {
  const tally = createTally();
  const planned: TreeChange[] = [];
  const started = performance.now();
  const result = (state: TreeOutcome['state'], why: string | null): CopyResult => {
    const seconds = Math.round(performance.now() - started) / 1000;
    return { outcome: { source: item.source, dest, state, ...tally.counts(), seconds, why }, planned };
  };
  const opened = await openDestination(context.sysroot, item, dest);
  if (opened.kind !== 'open') return result(opened.kind, opened.reason);
  const onChange = (change: Change) => {
    tally.add(change);
    if (context.dryRun) planned.push({ source: item.source, dest, ...change });
  };
  try {
    const fault = await copy(context, { item, opened, dest, lock, onChange });
    const hasFailed = fault !== null && !fault.isWhole;
    return result(
      hasFailed ? 'failed' : isNothing(tally.counts()) ? 'same' : 'mirrored',
      fault?.text ?? null,
    );
  } finally {
    await opened.directory.close();
  }
}

/** One copy that is to be made. */
interface Copy {
  readonly item: SyncItem;
  readonly opened: OpenDestination;
  readonly dest: string;
  readonly lock: Lock | null;
  readonly onChange: (change: Change) => void;
}

/**
 * Runs rsync; null when it reports no fault.
 *
 * @throws {ToolError} ABORT when the run is to end, ENOENT and SPAWN when nothing could be started
 */
async function copy(
  { sysroot, dryRun, progress, signal, message }: TreeMirrorContext,
  { item, opened, dest, lock, onChange }: Copy,
): Promise<RsyncFault | null> {
  // The child has the directory as its descriptor 3, wherever the path to it leads by now.
  const target = `/proc/self/fd/3/${opened.name}`;
  const joined = join(sysroot, item.source);
  const source = isContent(item.source) && !joined.endsWith('/') ? `${joined}/` : joined;
  const words = rsyncWords({
    item,
    source,
    target,
    niceness: getPriority(),
    dryRun,
    progress: progress !== undefined,
  });
  message.debug(words.flat().join(' '));
  const files = [opened.directory.fd, ...(lock === null ? [] : [lock.file])];
  const shown = progress && { onProgress: (text: string) => progress(`${text} ${dest}`) };
  const fault = await runRsync({ words, files, signal, onChange, ...shown });
  return (
    fault && {
      ...fault,
      text: fault.text.replaceAll('/proc/self/fd/3/', `${dest.replace(/(?<!\/)\/+$/, '')}/`),
    }
  );
}
