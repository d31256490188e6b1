import type { Guest } from '../guest/boot.ts';
import { type Candidate, isNewEachTime, type Job, timed } from './candidates.ts';

/** Milliseconds of a candidate: of each round, and of those with nothing in the page cache. */
export interface Times {
  readonly candidate: Candidate;
  readonly warm: readonly number[];
  readonly cold: readonly number[];
}

/** What takes minutes a round is not raced in more of them. */
export const most: Readonly<Partial<Record<Job, number>>> = { many: 3 };

/** How often; what is not listed here is the same for all. */
export interface Rounds {
  readonly warm: number;
  readonly cold: number;
}

/**
 * Times candidates in a guest, by its own clock. In each round all of them take a turn, so that whatever else this host does
 * hits all alike; a first round is not counted.
 */
export async function race(
  guest: Guest,
  candidates: readonly Candidate[],
  rounds: Rounds,
  say: (text: string) => void,
): Promise<readonly Times[]> {
  const times = candidates.map((candidate) => ({ candidate, warm: [] as number[], cold: [] as number[] }));
  let versions = 0;
  const time = async (candidate: Candidate, isCold: boolean) => {
    versions += 1;
    return Number(await guest.must(timed(candidate, versions, isCold), 600));
  };
  for (let round = 0; round <= rounds.warm; round += 1) {
    for (const { candidate, warm } of times) {
      if (round > (most[candidate.job] ?? rounds.warm)) continue;
      const taken = await time(candidate, false);
      if (round > 0) warm.push(taken);
    }
    if (round > 0) say(`round ${round} of ${rounds.warm}`);
  }
  for (let round = 0; round < rounds.cold; round += 1) {
    for (const { candidate, cold } of times) {
      if (!isNewEachTime(candidate.job)) cold.push(await time(candidate, true));
    }
  }
  return times;
}

/** Of at least one number. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
}
