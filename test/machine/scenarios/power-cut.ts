import { join } from 'node:path';
import { changes } from '../guest/changes.ts';
import { twoDisks } from '../guest/disk-spec.ts';
import { mtoolsAgrees } from '../judge/compare.ts';
import { judgeAll } from '../judge/judge-all.ts';
import { recordRuns } from '../judge/mirror-runs.ts';
import { mirrorTools } from '../judge/mirror-tools.ts';
import { createStore } from '../judge/sectors.ts';
import type { Scenario } from '../scenario.ts';

const tools = mirrorTools(['/efi1']);

export const scenario: Scenario = {
  title: 'power is cut at any write to a mirror',
  async play(stage) {
    const store = createStore();
    const two = await stage.machine(twoDisks());
    const pairs = changes.flatMap((change) => tools.map((tool) => ({ change, tool })));
    const runs = await recordRuns(two, pairs, store, stage);
    await judgeAll(runs, tools, store, { coins: 10, seed: 1 }, stage);
    const path = join(stage.directory, 'sample.img');
    for (const run of runs.slice(0, 2)) {
      stage.check(
        `${run.name}: mtools reads what the judge reads`,
        await mtoolsAgrees(run.after, store, path),
      );
    }
  },
};
