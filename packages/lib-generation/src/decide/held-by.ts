import type { Mount } from '@twinroot/lib-mountinfo';
import { type Generation, idOfSubvolume } from './layout.ts';
import type { Tried } from './published.ts';

/** Why a generation must not be deleted. */
export type Hold = 'booted' | 'mounted' | 'current' | 'default' | 'untried' | 'nested' | 'keep';

/** What is known beside the tree itself. */
export interface InUse {
  /** Id of the generation from which the machine runs; null: from none. */
  readonly booted: string | null;
  /** The mounts of this btrfs. */
  readonly mounts: readonly Pick<Mount, 'root'>[];
  /** What boots have made of a generation; null: not known, or it has no entry. */
  readonly triedOf: (id: string) => Tried | null;
}

/** Why a generation must not be deleted, whoever asks for it. btrfs itself deletes a subvolume that is mounted without a word. */
export function heldBy(generation: Generation, { booted, mounts, triedOf }: InUse): readonly Hold[] {
  const { id, slot, isDefault, hasNested, isKept } = generation;
  const holds: readonly (readonly [Hold, boolean])[] = [
    ['booted', booted === id],
    ['mounted', booted !== id && mounts.some(({ root }) => idOfSubvolume(root) === id)],
    ['current', slot === 0],
    ['default', isDefault],
    ['untried', triedOf(id) === 'untried'],
    ['nested', hasNested],
    ['keep', isKept],
  ];
  return holds.flatMap(([hold, is]) => (is ? [hold] : []));
}
