import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { changes } from '../guest/changes.ts';
import { twoDisks } from '../guest/disk-spec.ts';
import { buildTools } from '../guest/tools.ts';
import { recordRuns, type Tool } from '../judge/mirror-runs.ts';
import { buildMutants, mutants } from '../judge/mutants.ts';
import { createStore } from '../judge/sectors.ts';
import { judgeRun } from '../judge/tally.ts';
import type { Scenario } from '../scenario.ts';

const tools: readonly Tool[] = mutants.map(({ name, options = '' }, index) => ({
  name,
  script: `cd /opt/twinroot/mutants && ./node ${index}.cjs --quiet ${options} </run/set.mounted`,
  isMounted: true,
  // In another order the last state may be another one.
  isExact: name === 'as it is',
}));

const pairs = mutants.flatMap((mutant, index) => {
  const tool = tools[index];
  const tried = changes.filter(({ name }) => mutant.changes.includes(name));
  return tool === undefined ? [] : tried.map((change) => ({ change, tool }));
});

export const scenario: Scenario = {
  title: 'esp-mirror with a rule taken away is found out',
  async play(stage) {
    const { say, check } = stage;
    const directory = join(stage.directory, 'mutants');
    mkdirSync(directory, { recursive: true });
    await buildMutants(directory);
    const image = await buildTools(stage.directory, directory);
    const store = createStore();
    const two = await stage.machine(twoDisks());
    const runs = await recordRuns(two, pairs, store, stage, image);
    rmSync(directory, { recursive: true });
    rmSync(image);
    for (const { name, isBad } of mutants) {
      const tallies = runs
        .filter((run) => run.name.endsWith(`: ${name}`))
        .map((run) => judgeRun(run, store, { coins: 10, seed: 1 }));
      for (const { bad, images, writes, byFault, byModel, ...tally } of tallies)
        say(
          `${tally.name}: ${bad} bad of ${images} images (${writes} writes) ${JSON.stringify({ ...byModel, ...byFault })}`,
        );
      const bad = tallies.reduce((sum, tally) => sum + tally.bad, 0);
      check(
        `${name}: ${isBad ? 'some cuts leave' : 'no cut leaves'} what would not boot`,
        bad > 0 === isBad,
        bad,
      );
    }
  },
};
