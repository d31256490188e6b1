import { createTally, foreseeDeletions, isNothing, type RsyncFault } from '@twinroot/lib-rsync';
import type { TreeMirrorContext } from '../context.ts';
import { openDestination } from '../gather/open-destination.ts';
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
  given: Omit<Copy, 'opened'>,
): Promise<CopyResult> {
  const { item, dest } = given;
  const tally = createTally();
  const planned: TreeChange[] = [];
  const started = performance.now();
  const opened = await openDestination(context.sysroot, item, dest);
  if (opened.kind !== 'open') return result({ state: opened.kind, why: opened.reason });
  try {
    return result(await end({ ...given, opened }));
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

/** rsync calls the open directory by its descriptor. */
function withName(text: string, dest: string): string {
  return text.replaceAll('/proc/self/fd/3/', `${dest.replace(/(?<!\/)\/+$/, '')}/`);
}
