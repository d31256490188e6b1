import { getPriority } from 'node:os';
import { join } from 'node:path/posix';
import type { Lock } from '@twinroot/lib-durable';
import { isContent, type SyncItem, type TreeChange, type TreeOutcome } from '@twinroot/lib-record';
import { runTool, ToolError } from '@twinroot/lib-tool';
import type { Call, Result } from './call.ts';
import { changeOf } from './itemized.ts';
import { type Dest, openDest } from './open-dest.ts';
import { outputLines, progressOf } from './output-lines.ts';
import { rsyncCall } from './rsync-call.ts';
import { exitText, isWhole } from './rsync-exit.ts';
import { createTally, isNothing } from './tally.ts';

/** For ever, as far as a timer can count: 24 days. How long a copy takes is for its disks to say. */
const longestRun = 2_000_000;

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
  const onLine = (line: string) => {
    const change = changeOf(line);
    if (change) tally.add(change);
    if (change && context.dryRun) planned.push({ source: item.source, dest, ...change });
    const progress = change ? undefined : progressOf(line);
    if (progress !== undefined) context.progress?.(`${progress} ${dest}`);
  };
  try {
    const why = await runRsync(context, { item, opened, dest, onLine, ...(lock ? { lock } : {}) });
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
    return { kind: 'failed', why: `it cannot be looked at: ${error.message}` };
  }
}

interface Run {
  readonly item: SyncItem;
  readonly opened: { readonly directory: { readonly fd: number }; readonly name: string };
  readonly dest: string;
  readonly lock?: Lock;
  readonly onLine: (line: string) => void;
}

/**
 * Runs rsync; undefined when there is nothing to say.
 *
 * @throws {ToolError} ABORT when the run is told to end, ENOENT and SPAWN when nothing could be started
 */
async function runRsync(
  { sysroot, dryRun, progress, signal, message }: Call,
  { item, opened, dest, lock, onLine }: Run,
): Promise<{ readonly isWhole: boolean; readonly text: string } | undefined> {
  // The child has the directory as its descriptor 3, wherever the path to it leads by now.
  const target = `/proc/self/fd/3/${opened.name}`;
  const joined = join(sysroot, item.source);
  const source = isContent(item.source) && !joined.endsWith('/') ? `${joined}/` : joined;
  const niceness = getPriority();
  const [tool, args] = rsyncCall({
    item,
    source,
    target,
    niceness,
    dryRun,
    progress: progress !== undefined,
  });
  message.debug(`${tool} ${args.join(' ')}`);
  const files = [opened.directory.fd, ...(lock ? [lock.file] : [])];
  const feed = outputLines(onLine);
  try {
    await runTool(tool, args, { files, signal, onOutput: feed, timeoutSeconds: longestRun });
    return undefined;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const stderr = error.stderr.replaceAll('/proc/self/fd/3/', dest.replace(/\/*$/, '/'));
    if (error.code === 'EXIT' && error.status !== null) {
      return { isWhole: isWhole(error.status), text: exitText(error.status, stderr) };
    }
    // Somebody else ended it: this destination has failed, and the others can still be copied.
    if (error.code === 'SIGNAL') return { isWhole: false, text: `rsync was ended by ${error.signal}` };
    throw error;
  } finally {
    feed('\n');
  }
}
