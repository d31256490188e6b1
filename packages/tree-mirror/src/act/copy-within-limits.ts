import { fstatSync } from 'node:fs';
import { getPriority } from 'node:os';
import { basename, join } from 'node:path/posix';
import type { Lock } from '@twinroot/lib-durable';
import type { SyncItem } from '@twinroot/lib-record';
import {
  type Change,
  type ComingRun,
  type DeletionAnswer,
  type DeletionLimits,
  foreseeDeletions,
  isContent,
  judgeDeletions,
  limitOptions,
  type RsyncFault,
  runRsync,
  timeOptions,
} from '@twinroot/lib-rsync';
import type { TreeMirrorContext } from '../context.ts';
import { itemOptions, rsyncWords } from '../decide/rsync-words.ts';
import type { OpenDestination } from '../gather/open-destination.ts';

/** One copy that is to be made. */
export interface Copy {
  readonly item: SyncItem;
  readonly dest: string;
  readonly opened: OpenDestination;
  readonly limits: DeletionLimits;
  readonly lock: Lock | null;
  /** Options of rsync for what boot entries of the destination need. */
  readonly kept: readonly string[];
}

/** What came of a copy. */
export interface LimitedCopy {
  /** Why it was not made, or not all of it. */
  readonly refusal: Exclude<DeletionAnswer, { readonly kind: 'allowed' }> | null;
  /** What rsync reported; null for nothing. */
  readonly fault: RsyncFault | null;
}

/**
 * Makes a copy that deletes no more than it may: that is found out first, and rsync is kept to it. When the source loses so much
 * meanwhile that rsync comes to this limit, the rest is judged once more.
 *
 * @throws {ToolError} ABORT when the run is to end, ENOENT and SPAWN when nothing could be started
 */
export async function copyWithinLimits(
  context: TreeMirrorContext,
  copy: Copy,
  onChange: (change: Change) => void,
): Promise<LimitedCopy> {
  const run = comingRun(context, copy);
  const isTree = copy.opened.source !== null;
  const first = isTree ? await judgeDeletions(run) : ({ kind: 'allowed', most: null } as const);
  if (first.kind !== 'allowed') return { refusal: first, fault: null };
  const fault = await runCopy(context, copy, first.most, onChange);
  if (first.most === null || fault === null || !fault.isLimited) return { refusal: null, fault };
  const { answer } = await foreseeDeletions(run);
  // By now something was written.
  if (answer.kind !== 'allowed') return { refusal: { kind: 'failed', reason: answer.reason }, fault };
  return { refusal: null, fault: await runCopy(context, copy, answer.most, onChange) };
}

/** The run of rsync for a copy, as it is judged. */
export function comingRun(context: TreeMirrorContext, copy: Copy): ComingRun {
  const { item, opened, limits } = copy;
  const { source, directory, name } = opened;
  const own = basename(item.source);
  // rsync takes `..` at the end for the content of that directory.
  const isNamed = !isContent(item.source) && own !== '..';
  const open = (file: number) => `/proc/${process.pid}/fd/${file}`;
  return {
    options: itemOptions(item),
    wordsWith: (more) => wordsOf(context, copy, more, false),
    files: [directory.fd],
    signal: context.signal,
    source: source && open(source.fd),
    dest: join(open(directory.fd), isNamed && source !== null ? own : name),
    name: isNamed ? own : null,
    limits,
  };
}

function runCopy(
  context: TreeMirrorContext,
  copy: Copy,
  most: number | null,
  onChange: (change: Change) => void,
): Promise<RsyncFault | null> {
  const { progress, signal } = context;
  const { dest, opened, lock } = copy;
  const words = wordsOf(context, copy, limitOptions(most), progress !== undefined);
  const files = [opened.directory.fd, ...(lock === null ? [] : [lock.file])];
  const shown = progress && { onProgress: (text: string) => progress(`${text} ${dest}`) };
  return runRsync({ words, files, signal, onChange, ...shown });
}

function wordsOf(
  { sysroot, message }: TreeMirrorContext,
  { item, opened, kept }: Copy,
  more: readonly string[],
  progress: boolean,
): readonly [tool: string, args: readonly string[]] {
  const joined = join(sysroot, item.source);
  const source = isContent(item.source) && !joined.endsWith('/') ? `${joined}/` : joined;
  // The child has the directory as its descriptor 3, wherever the path to it leads by now.
  const target = `/proc/self/fd/3/${opened.name}`;
  const { atimeNs, mtimeNs, ctimeNs } = fstatSync(opened.directory.fd, { bigint: true });
  const suited = timeOptions({ fstype: opened.fstype, times: [atimeNs, mtimeNs, ctimeNs] });
  const words = rsyncWords({
    item,
    source,
    target,
    suited: [...kept, ...suited],
    niceness: getPriority(),
    more,
    progress,
  });
  message.debug(words.flat().join(' '));
  return words;
}
