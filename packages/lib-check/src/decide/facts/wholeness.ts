import type { Fact } from '@twinroot/lib-record';
import { FactsError } from './facts-error.ts';

/** The topic of the last record, whose value is how many come before it. */
const end = 'end';

/** The mark behind these records, by which a reader knows that it has all of them. */
export function endOf(records: readonly Fact[]): Fact {
  return { topic: end, name: null, value: String(records.length) };
}

/**
 * Sees to it that records which promise an end have it: a text that is cut at the end of a line looks like any other.
 *
 * @param isMarked whether they promise it; older versions did not write one
 * @throws {FactsError} when the end is missing, or tells of another number of records
 */
export function checkWhole(records: readonly Fact[], isMarked: boolean): void {
  const last = records.at(-1);
  const count = records.length - 1;
  if (!isMarked && last?.topic !== end) return;
  if (last?.topic !== end) throw new FactsError(`truncated: the last of the facts, ${end}, is missing`);
  if (last.value !== String(count))
    throw new FactsError(`truncated, or changed: it has ${count} of ${last.value} facts`);
}
