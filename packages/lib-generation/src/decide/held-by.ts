import type { Mount } from '@twinroot/lib-mountinfo';
import { type Generation, idOfSubvolume } from './layout.ts';

/** Why a generation must not be deleted. */
export type Hold = 'booted' | 'mounted' | 'current' | 'default' | 'keep';

/** What is known beside the tree itself. */
export interface InUse {
  /** Id of the generation from which the machine runs; null: from none. */
  readonly booted: string | null;
  /** The mounts of this btrfs. */
  readonly mounts: readonly Pick<Mount, 'root'>[];
}

/** Why a generation must not be deleted, whoever asks for it. btrfs itself deletes a subvolume that is mounted without a word. */
export function heldBy(generation: Generation, { booted, mounts }: InUse): readonly Hold[] {
  const { id, slot, isDefault, isKept } = generation;
  const holds: readonly (readonly [Hold, boolean])[] = [
    ['booted', booted === id],
    ['mounted', booted !== id && mounts.some(({ root }) => idOfSubvolume(root) === id)],
    ['current', slot === 0],
    ['default', isDefault],
    ['keep', isKept],
  ];
  return holds.flatMap(([hold, is]) => (is ? [hold] : []));
}
