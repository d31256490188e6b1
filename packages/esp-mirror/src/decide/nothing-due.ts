import type { SourceResult } from './outcome.ts';

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
