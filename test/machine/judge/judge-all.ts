import type { Stage } from '../scenario.ts';
import type { Tool } from './mirror-tools.ts';
import type { RecordedRun } from './record.ts';
import type { SectorStore } from './sectors.ts';
import { judgeRun, type Tally } from './tally.ts';

/**
 * Judges runs and says what came of each and of each tool: no cut of an esp-mirror may be bad, and of the others some have
 * to be, or the judge would be worth nothing.
 */
export async function judgeAll(
  runs: readonly RecordedRun[],
  tools: readonly Tool[],
  store: SectorStore,
  sampling: { readonly coins: number; readonly seed: number },
  stage: Stage,
): Promise<void> {
  const total = tools.map(({ name }) => ({ name, images: 0, bad: 0 }));
  for (const run of runs) {
    const tally = await judgeRun(run, store, sampling);
    sayTally(tally, stage);
    const { name, images, bad } = tally;
    if (name.includes(': esp-mirror'))
      stage.check(`${name}: every cut leaves a mirror that boots`, bad === 0, tally);
    const sum = total.find((tool) => name.endsWith(`: ${tool.name}`));
    if (sum === undefined) continue;
    sum.images += images;
    sum.bad += bad;
  }
  stage.say(`coins thrown for each write and model: ${sampling.coins}, seed ${sampling.seed}`);
  for (const { name, images, bad } of total) {
    stage.say(`${name}: ${bad} bad of ${images} images`);
    if (!name.startsWith('esp-mirror')) stage.check(`${name}: the judge finds bad images`, bad > 0);
  }
}

/** A line on a run, and where it was bad one more. */
export function sayTally(tally: Tally, { say }: Stage): void {
  const { name, writes, flushes, images, bad, byModel, byFault, first } = tally;
  say(`${name}: ${bad} bad of ${images} images (${writes} writes, ${flushes} flushes)`);
  if (bad > 0) say(`  ${JSON.stringify({ ...byModel, ...byFault, first })}`);
}
