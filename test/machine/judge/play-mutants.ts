import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { changes } from '../guest/changes.ts';
import { twoDisks } from '../guest/disk-spec.ts';
import { buildTools } from '../guest/tools.ts';
import type { Stage } from '../scenario.ts';
import { sayTally } from './judge-all.ts';
import { recordRuns } from './mirror-runs.ts';
import type { Tool } from './mirror-tools.ts';
import { buildMutants, type Mutant } from './mutants.ts';
import { createStore } from './sectors.ts';
import { judgeRun } from './tally.ts';

/** Builds mutants, records each on its changes, and sees that the judge finds them out, and finds nothing in what is none. */
export async function playMutants(mutants: readonly Mutant[], coins: number, stage: Stage): Promise<void> {
  const directory = join(stage.directory, 'mutants');
  mkdirSync(directory, { recursive: true });
  await buildMutants(mutants, directory);
  const image = await buildTools(stage.directory, { mutants: directory });
  const store = createStore();
  const two = await stage.machine(twoDisks());
  const pairs = mutants.flatMap((mutant, index) => {
    const tool = toolOf(mutant, index);
    return changes.filter(({ name }) => mutant.changes.includes(name)).map((change) => ({ change, tool }));
  });
  const runs = await recordRuns(two, pairs, store, stage, { image });
  rmSync(directory, { recursive: true });
  rmSync(image);
  for (const { name, isBad } of mutants) {
    let bad = 0;
    for (const run of runs.filter((run) => run.name.endsWith(`: ${name}`))) {
      const tally = await judgeRun(run, store, { coins, seed: 1 });
      sayTally(tally, stage);
      bad += tally.bad;
    }
    const expectation = `${name}: ${isBad ? 'some cuts leave' : 'no cut leaves'} what would not boot`;
    stage.check(expectation, bad > 0 === isBad, bad);
  }
}

function toolOf({ name, options = '', isBad }: Mutant, index: number): Tool {
  return {
    name,
    script: `cd /opt/twinroot/mutants && ./node ${index}.cjs --quiet ${options} </run/set.mounted`,
    isMounted: true,
    // In another order the last state may be another one.
    isExact: !isBad,
  };
}
