import { compareVersions } from '@twinroot/lib-bls';
import type { GenerationRecord } from '@twinroot/lib-record';
import { heldBy, type InUse } from './held-by.ts';
import { type Layout, rootName } from './layout.ts';

/** The generations of a tree as records. */
export function generationRecords({ generations }: Layout, inUse: InUse): readonly GenerationRecord[] {
  return generations.map((one) => {
    const holds = heldBy(one, inUse);
    return {
      id: one.id,
      time: one.time,
      state: one.isSealed ? 'sealed' : 'unsealed',
      current: one.slot,
      held_by: holds.length === 0 ? null : holds,
      kernel: one.kernels.toSorted(compareVersions).at(-1) ?? null,
      path: `snapshots/${one.id}/${rootName}`,
    };
  });
}
