import { lstatSync } from 'node:fs';
import { basename, join } from 'node:path/posix';
import { createTally, foreseeDeletions, isContent, isNothing, type RsyncFault } from '@twinroot/lib-rsync';
import { plainPath } from '@twinroot/lib-sysroot';
import type { TreeMirrorContext } from '../context.ts';
import { type KeepRules, keepRules } from '../decide/keep-rules.ts';
import { itemOptions } from '../decide/rsync-words.ts';
import { type OpenDestination, openDestination } from '../gather/open-destination.ts';
import { readKeptEntries } from '../gather/read-kept-entries.ts';
import type { TreeChange } from '../plan-table.ts';
import type { TreeOutcome } from '../report-table.ts';
import { type Copy, comingRun, copyWithinLimits } from './copy-within-limits.ts';

/** What came of one destination. */
export interface CopyResult {
  readonly outcome: TreeOutcome;
  /** In a dry run: what would be changed. */
  readonly planned: readonly TreeChange[];
}

/** How a copy ended. */
interface End {
  readonly state: TreeOutcome['state'];
  readonly why: string | null;
}

/** Makes one destination of an item the same as its source, or finds out what that would change. */
export async function copyToDestination(
  context: TreeMirrorContext,
  given: Omit<Copy, 'opened' | 'kept'>,
): Promise<CopyResult> {
  const { item, dest } = given;
  const tally = createTally();
  const planned: TreeChange[] = [];
  const started = performance.now();
  const opened = await openDestination(context.sysroot, item, dest);
  if (opened.kind !== 'open') return result({ state: opened.kind, why: opened.reason });
  try {
    const rules = keptBy(context.sysroot, given, opened);
    if ('reason' in rules) return result({ state: 'failed', why: rules.reason });
    if (rules.files.length > 0) context.message.warning(keptText(dest, rules));
    return result(await end({ ...given, opened, kept: rules.options }));
  } finally {
    await opened.close();
  }

  async function end(copy: Copy): Promise<End> {
    if (!context.dryRun) {
      const { refusal, fault } = await copyWithinLimits(context, copy, tally.add);
      return refusal === null ? endOf(fault) : { state: refusal.kind, why: refusal.reason };
    }
    const { answer, fault } = await foreseeDeletions(comingRun(context, copy), (change) => {
      tally.add(change);
      planned.push({ source: item.source, dest, ...change });
    });
    if (answer.kind === 'allowed') return endOf(fault);
    return { state: answer.kind, why: answer.reason };
  }

  function endOf(fault: RsyncFault | null): End {
    const why = fault?.text ?? null;
    if (fault && !fault.isWhole) return { state: 'failed', why };
    return { state: isNothing(tally.counts()) ? 'same' : 'mirrored', why };
  }

  function result({ state, why }: End): CopyResult {
    const seconds = Math.round(performance.now() - started) / 1000;
    const shown = why === null ? null : withName(why, dest);
    return { outcome: { source: item.source, dest, state, ...tally.counts(), seconds, why: shown }, planned };
  }
}

/** What the boot entries of the destination need, or why that is not known: its disk fails. */
function keptBy(
  sysroot: string,
  { item }: Omit<Copy, 'opened' | 'kept'>,
  { source, directory, real }: OpenDestination,
): KeepRules | { readonly reason: string } {
  // A file, or a symlink that is copied as one, deletes nothing.
  if (source === null || isLink(sysroot, item.source)) return keepRules([], []);
  const place = {
    directory: `/proc/self/fd/${directory.fd}`,
    ownName: basename(real),
    source: `/proc/self/fd/${source.fd}`,
    name: isContent(item.source) ? null : basename(plainPath(item.source)),
  };
  try {
    return keepRules(itemOptions(item), readKeptEntries(place));
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    return { reason: `its boot entries cannot be examined: ${error.message}` };
  }
}

function isLink(sysroot: string, source: string): boolean {
  const path = join(sysroot, source);
  return !isContent(source) && lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function keptText(dest: string, { entries, files }: KeepRules): string {
  const what = `${files.join(', ')} ${files.length === 1 ? 'is' : 'are'} kept in ${dest}`;
  const advice =
    'entries of the new kernel are missing there: make them with loader-reuuid, or copy with root-clone';
  return `${what} for ${[...new Set(entries)].join(', ')}, which the item leaves as ${entries.length === 1 ? 'it is' : 'they are'}: ${advice}`;
}

/** rsync calls the open directory by its descriptor. */
function withName(text: string, dest: string): string {
  return text.replaceAll('/proc/self/fd/3/', `${dest.replace(/(?<!\/)\/+$/, '')}/`);
}
