import type { BootTree } from '@twinroot/lib-boot-tree';
import type { Context } from '@twinroot/lib-command';
import type { WritableWatch } from '@twinroot/lib-durable';
import { failureText } from '@twinroot/lib-failure';
import type { OpenMember, UsedMember } from '@twinroot/lib-member';
import { choosePlan } from '../decide/choose-plan.ts';
import { type MirrorEnd, resultOf, type SourceResult } from '../decide/outcome.ts';
import type { Wishes } from '../decide/wishes.ts';
import { readBootTree, readSteadyTree } from '../gather/read-boot-tree.ts';
import type { spec } from '../spec.ts';
import { walkPlan } from './walk-plan.ts';

/** Does the same work with each mirror. */
export type UseMirrors = <T>(
  work: (mirror: OpenMember, watch: WritableWatch) => Promise<T>,
) => Promise<readonly UsedMember<T>[]>;

/** Mirrors one source to all its mirrors, side by side; one's failure never stops another's. */
export async function mirrorToAll(
  { dryRun, signal }: Context<typeof spec>,
  source: OpenMember,
  useMirrors: UseMirrors,
  { checksum, policy, verify }: Wishes,
): Promise<SourceResult> {
  const tree = await readSource(source, checksum, dryRun ? null : signal);
  const used = await useMirrors(async (mirror, watch): Promise<MirrorEnd> => {
    const { free, cluster, remarks } = mirror;
    const choice = choosePlan(tree, readBootTree(mirror.path, checksum), { ...policy, free, cluster });
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
  checksum: boolean,
  signal: AbortSignal | null,
): Promise<BootTree> {
  try {
    return signal === null ? readBootTree(path, checksum) : await readSteadyTree(path, checksum, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw new Error(failureText(error, new Map([[path, name]])));
  }
}
