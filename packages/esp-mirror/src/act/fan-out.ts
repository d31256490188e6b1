import type { BootTree } from '@twinroot/lib-boot-tree';
import type { Context } from '@twinroot/lib-command';
import { failureText } from '@twinroot/lib-failure';
import type { EachOpen, OpenMember } from '@twinroot/lib-member';
import { choosePlan } from '../decide/choose-plan.ts';
import { type MirrorEnd, resultOf, type SourceResult } from '../decide/outcome.ts';
import { hasRemovablePath } from '../decide/way-in.ts';
import type { Wishes } from '../decide/wishes.ts';
import { compareTrees } from '../gather/compare-trees.ts';
import { type ReadWishes, readBootTree, readSteadyTree } from '../gather/read-boot-tree.ts';
import type { spec } from '../spec.ts';
import { walkPlan } from './walk-plan.ts';

/** What is known of a set beyond the files of its members. */
export interface MirrorFacts {
  readonly hasXbootldr: boolean;
  /** By PARTUUID; null where firmware starts nothing. */
  readonly startedOn: (partuuid: string) => readonly string[] | null;
}

/**
 * Mirrors one source to all its mirrors, which are locked before it is read; one's failure never stops another's.
 *
 * @param about of the source: whether an XBOOTLDR partition belongs to it, and the programs that firmware would start on a mirror
 */
export async function mirrorToAll(
  { dryRun, signal, message }: Context<typeof spec>,
  source: OpenMember,
  each: EachOpen,
  { checksum, policy, verify }: Wishes,
  about: MirrorFacts = { hasXbootldr: false, startedOn: () => null },
): Promise<SourceResult> {
  const { isExcluded } = policy;
  const wishes = { checksum, isExcluded };
  const tree = await readSource(source, wishes, dryRun ? null : signal);
  const used = await each(async (mirror, watch, id): Promise<MirrorEnd> => {
    const { free, cluster, remarks } = mirror;
    const roots = { sourceRoot: source.path, mirrorRoot: mirror.path };
    const trees = { source: tree, mirror: readBootTree(mirror.path, wishes) };
    const compared = compareTrees({ ...trees, ...roots }, isExcluded);
    const choice = choosePlan(compared.source, compared.mirror, {
      ...policy,
      hasXbootldr: about.hasXbootldr,
      // Boot options only matter where there is no other way in.
      started: hasRemovablePath(tree.listing) ? null : about.startedOn(id),
      free,
      cluster,
    });
    if (choice.kind !== 'plan') return { ...choice, remarks };
    const { plan } = choice;
    // A dry run has the same plan, and walks none of it.
    const walk = await walkPlan(
      dryRun ? [] : plan.phases,
      { source, mirror },
      {
        verify,
        signal,
        watch,
        tell: ({ op, path }) => message.debug(`${mirror.name}: ${op} ${path}`),
      },
    );
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
