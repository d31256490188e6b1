import type { SourceResult } from './outcome.ts';

/** Whether a dry run found each mirror to be what it is to be, its registry included, and nothing that people should know. */
export function isNothingDue(results: readonly SourceResult[]): boolean {
  return results.every(
    ({ outcomes, planned, isDamaged }) =>
      planned.length === 0 &&
      !isDamaged &&
      outcomes.every(({ state, why }) => state === 'same' && why === null),
  );
}
