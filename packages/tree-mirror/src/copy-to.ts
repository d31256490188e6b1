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
import type { Call, Result } from './call.ts';
import { type Dest, openDest } from './open-dest.ts';
import type { TreeChange } from './plan-table.ts';
import type { TreeOutcome } from './report-table.ts';
import { rsyncCall } from './rsync-call.ts';

/** Makes one destination of an item the same as its source, or finds out what that would change. */
export async function copyTo(context: Call, item: SyncItem, dest: string, lock?: Lock): Promise<Result> {
  const tally = createTally();
  const planned: TreeChange[] = [];
  const started = performance.now();
  const result = (state: TreeOutcome['state'], why: string | null): Result => {
    const seconds = Math.round(performance.now() - started) / 1000;
    return { outcome: { source: item.source, dest, state, ...tally.counts(), seconds, why }, planned };
  };
  const opened = await openOrSayWhy(context, item, dest);
  if (opened.kind === 'failed') return result('failed', opened.why);
  if (opened.kind === 'refused') return result('refused', opened.why);
  const onChange = (change: Change) => {
    tally.add(change);
    if (context.dryRun) planned.push({ source: item.source, dest, ...change });
  };
  try {
    const why = await copy(context, { item, opened, dest, onChange, ...(lock ? { lock } : {}) });
    const hasFailed = why !== undefined && !why.isWhole;
    return result(hasFailed ? 'failed' : isNothing(tally.counts()) ? 'same' : 'mirrored', why?.text ?? null);
  } finally {
    await opened.directory.close();
  }
}

/** A disk that died answers with an error wherever it is looked at: its destination has failed, and the next one is tried. */
async function openOrSayWhy(
  context: Call,
  item: SyncItem,
  dest: string,
): Promise<Dest | { readonly kind: 'failed'; readonly why: string }> {
  try {
    return await openDest(context, item, dest);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    return { kind: 'failed', why: `it cannot be examined: ${error.message}` };
  }
}

interface Run {
  readonly item: SyncItem;
  readonly opened: { readonly directory: { readonly fd: number }; readonly name: string };
  readonly dest: string;
  readonly lock?: Lock;
  readonly onChange: (change: Change) => void;
}

/**
 * Runs rsync; undefined when there is nothing to say.
 *
 * @throws {ToolError} ABORT when the run is told to end, ENOENT and SPAWN when nothing could be started
 */
async function copy(
  { sysroot, dryRun, progress, signal, message }: Call,
  { item, opened, dest, lock, onChange }: Run,
): Promise<RsyncFault | undefined> {
  // The child has the directory as its descriptor 3, wherever the path to it leads by now.
  const target = `/proc/self/fd/3/${opened.name}`;
  const joined = join(sysroot, item.source);
  const source = isContent(item.source) && !joined.endsWith('/') ? `${joined}/` : joined;
  const words = rsyncCall({
    item,
    source,
    target,
    niceness: getPriority(),
    dryRun,
    progress: progress !== undefined,
  });
  message.debug(words.flat().join(' '));
  const files = [opened.directory.fd, ...(lock ? [lock.file] : [])];
  const shown = progress && { onProgress: (text: string) => progress(`${text} ${dest}`) };
  const fault = await runRsync({ words, files, signal, onChange, ...shown });
  return fault && { ...fault, text: fault.text.replaceAll('/proc/self/fd/3/', dest.replace(/\/*$/, '/')) };
}
