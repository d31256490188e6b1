import { type BootTree, isProtected } from '@twinroot/lib-boot-tree';
import { differenceOf, fileByKey } from '@twinroot/lib-tree';
import type { SourceResult } from './outcome.ts';
import type { Policy } from './policy.ts';

/** Whether a dry run found each mirror to be what it is to be, its registry included, and nothing that people should know, in a source that is steady. */
export function isNothingDue(results: readonly SourceResult[]): boolean {
  return results.every(
    ({ outcomes, planned, isDamaged, isSteady }) =>
      planned.length === 0 &&
      !isDamaged &&
      isSteady &&
      outcomes.every(({ state, why }) => state === 'same' && why === null),
  );
}

/**
 * Whether a plan would most likely have something to do, by the listings alone: the mirror lacks a file of the source, or has
 * one of another size or other bytes. A guess, to be used only where the whole is looked at again: a file may be kept back.
 */
export function isLikelyDue(
  source: Pick<BootTree, 'listing'>,
  mirror: Pick<BootTree, 'listing'>,
  { scope, isExcluded }: Pick<Policy, 'scope' | 'isExcluded'>,
): boolean {
  if (scope !== 'all') return false;
  return differenceOf(source.listing, mirror.listing).unlike.some(({ key, size, digest }) => {
    if (isProtected(key) || isExcluded(key)) return false;
    const there = fileByKey(mirror.listing, key);
    // Where only the time differs, nobody has read it yet.
    return there === undefined || there.size !== size || (there.digest !== null && digest !== null);
  });
}
