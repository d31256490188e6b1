import type { SourceResult } from './outcome.ts';

/**
 * How many members of a set boot the same in the end: the source and its mirrors that are in step; of several kinds of
 * partition, of the kind that has the fewest.
 *
 * @param results of each source that has mirrors
 * @param lone sources that have none
 */
export function membersInStep(results: readonly SourceResult[], lone: number): number {
  const counts = results.map(
    ({ outcomes }) => 1 + outcomes.filter(({ state }) => state === 'same' || state === 'mirrored').length,
  );
  return Math.min(...counts, ...(lone > 0 || counts.length === 0 ? [1] : []));
}
