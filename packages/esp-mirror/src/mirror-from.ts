import { setTimeout } from 'node:timers/promises';
import type { BootTree } from '@twinroot/lib-boot-tree';
import { watchWritable } from '@twinroot/lib-durable';
import { steadyAt } from '@twinroot/lib-tree';
import type { Call, Result, Wishes } from './call.ts';
import { carryOut, decide, readBootTree, reasonOf, secondsSince, secondsSinceStart } from './mirror-one.ts';
import type { OpenMember } from './open-member.ts';
import { outcomeOf, recordsOf, withRemarks } from './outcome.ts';
import type { Plan } from './plan.ts';
import type { MirrorOutcome } from './report-table.ts';

export { openDirectory, openMember, privateNamespace } from './open-member.ts';

/** One mirror of a source. */
export interface MirrorTask {
  /** PARTUUID, or the directory as it was given. */
  readonly name: string;
  /** Opens it for writing, or tells what became of it without any work. */
  readonly open: () => Promise<OpenMember | MirrorOutcome>;
}

interface OpenSource {
  readonly path: string;
  readonly tree: BootTree;
}

/** Mirrors one source, which it closes, to all its mirrors, side by side; one's failure never stops another's. */
export async function mirrorFrom(
  context: Call,
  source: OpenMember,
  tasks: readonly MirrorTask[],
  wishes: Wishes,
): Promise<Result> {
  try {
    const open = { path: source.path, tree: await readSteadyTree(context, source.path, wishes.checksum) };
    const results = await Promise.all(tasks.map((task) => mirrorTo(context, open, task, wishes)));
    return {
      outcomes: results.map(({ outcome }) => outcome),
      planned: results.flatMap(({ plan, outcome }) => (plan === null ? [] : recordsOf(outcome.mirror, plan))),
      isDamaged: results.some(({ plan }) => plan?.notes.some(({ kind }) => kind === 'kept')),
    };
  } finally {
    await source.close();
  }
}

/**
 * Reads the source when it is steady: what was written a moment ago could be written again without another time, and
 * would then be taken for equal for ever. That is a wait of 2 seconds at most; a dry run copies nothing, and does not.
 */
async function readSteadyTree({ dryRun, signal }: Call, path: string, checksum: boolean): Promise<BootTree> {
  const tree = readBootTree(path, checksum);
  const wait = steadyAt(tree.listing) - Date.now() / 1000;
  // Longer than a step: a time in the future, which tells nothing.
  if (dryRun || wait <= 0 || wait > 2) return tree;
  await setTimeout(wait * 1000, undefined, { signal });
  return readBootTree(path, checksum);
}

async function mirrorTo(
  context: Call,
  source: OpenSource,
  { name, open }: MirrorTask,
  wishes: Wishes,
): Promise<{ readonly outcome: MirrorOutcome; readonly plan: Plan | null }> {
  const started = secondsSinceStart();
  try {
    const mirror = await open();
    if (!('path' in mirror)) return { outcome: mirror, plan: null };
    const watch = watchWritable(mirror.path);
    try {
      const decision = decide(name, source.tree, mirror, wishes, started);
      if (decision.kind === 'outcome')
        return { outcome: withRemarks(decision.outcome, mirror.remarks), plan: null };
      const { plan } = decision;
      // A dry run has the same plan, and walks none of it.
      const walked = context.dryRun ? { ...plan, phases: [] } : plan;
      const paths = { source: source.path, mirror: mirror.path };
      const outcome = await carryOut(name, walked, paths, {
        verify: wishes.verify,
        signal: context.signal,
        started,
        watch,
      });
      return { outcome: withRemarks(outcome, mirror.remarks), plan };
    } catch (error) {
      // Reading alone can find the damage.
      throw watch.explain(error);
    } finally {
      await mirror.close();
    }
  } catch (error) {
    const seconds = secondsSince(started);
    const why = reasonOf(error);
    return {
      outcome: outcomeOf({ mirror: name, state: 'failed', done: [], kept: [], seconds, why }),
      plan: null,
    };
  }
}
