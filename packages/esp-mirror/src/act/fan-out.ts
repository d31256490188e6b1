import type { BootTree } from '@twinroot/lib-boot-tree';
import type { Context } from '@twinroot/lib-command';
import { failureText } from '@twinroot/lib-failure';
import type { EachOpen, OpenMember } from '@twinroot/lib-member';
import { choosePlan } from '../decide/choose-plan.ts';
import { type MirrorEnd, resultOf, type SourceResult } from '../decide/outcome.ts';
import type { Wishes } from '../decide/wishes.ts';
import { compareTrees } from '../gather/compare-trees.ts';
import { type ReadWishes, readBootTree, readSteadyTree } from '../gather/read-boot-tree.ts';
import type { spec } from '../spec.ts';
import { walkPlan } from './walk-plan.ts';

/**
 * Mirrors one source to all its mirrors, which are locked before it is read; one's failure never stops another's.
 *
 * @param hasXbootldr whether an XBOOTLDR partition belongs to the source
 */
export async function mirrorToAll(
  { dryRun, signal }: Context<typeof spec>,
  source: OpenMember,
  each: EachOpen,
  { checksum, policy, verify }: Wishes,
  hasXbootldr = false,
): Promise<SourceResult> {
  const { isExcluded } = policy;
  const wishes = { checksum, isExcluded };
  const tree = await readSource(source, wishes, dryRun ? null : signal);
  const used = await each(async (mirror, watch): Promise<MirrorEnd> => {
    const { free, cluster, remarks } = mirror;
    const roots = { sourceRoot: source.path, mirrorRoot: mirror.path };
    const trees = { source: tree, mirror: readBootTree(mirror.path, wishes) };
    const compared = compareTrees({ ...trees, ...roots }, isExcluded);
    const choice = choosePlan(compared.source, compared.mirror, { ...policy, hasXbootldr, free, cluster });
    if (choice.kind !== 'plan') return { ...choice, remarks };
    const { plan } = choice;
    // A dry run has the same plan, and walks none of it.
    const walk = await walkPlan(dryRun ? [] : plan.phases, { source, mirror }, { verify, signal, watch });
    return { kind: 'walked', plan, ...walk, remarks };
  });
  return resultOf(used);
}

/** A dry run copies nothing, and need not wait until the source is steady: it has no signal. */
async function readSource(
  { path, name }: OpenMember,
  wishes: ReadWishes,
  signal: AbortSignal | null,
): Promise<BootTree> {
  try {
    return signal === null ? readBootTree(path, wishes) : await readSteadyTree(path, wishes, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw new Error(failureText(error, new Map([[path, name]])));
  }
}
