import { compareVersions } from '@twinroot/lib-bls';
import type { GenerationRecord } from '@twinroot/lib-record';
import { heldBy, type InUse } from './held-by.ts';
import { type Layout, rootName } from './layout.ts';

/** What is known of the generations of a tree beside it. */
export interface RecordFacts extends InUse {
  /** PARTUUIDs of the members on which the entry of a generation is complete. */
  readonly completeOn: (id: string) => readonly string[];
}

/** What is known where no ESPs are. */
export const unpublished = { triedOf: () => null, completeOn: () => [] } as const;

/** The generations of a tree as records. */
export function generationRecords(
  { generations }: Pick<Layout, 'generations'>,
  facts: RecordFacts,
): readonly GenerationRecord[] {
  return generations.map((one) => {
    const holds = heldBy(one, facts);
    const members = facts.completeOn(one.id);
    return {
      id: one.id,
      time: one.time,
      state: one.isSealed ? 'sealed' : 'unsealed',
      current: one.slot,
      held_by: holds.length === 0 ? null : holds,
      kernel: one.kernels.toSorted(compareVersions).at(-1) ?? null,
      base: one.base,
      tried: facts.triedOf(one.id),
      members: members.length === 0 ? null : members,
      path: `snapshots/${one.id}/${rootName}`,
    };
  });
}
