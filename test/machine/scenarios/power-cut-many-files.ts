import { manyFiles } from '../guest/changes.ts';
import { threeDisks } from '../guest/three-disks.ts';
import { judgeAll } from '../judge/judge-all.ts';
import { recordRuns } from '../judge/mirror-runs.ts';
import { mirrorTools } from '../judge/mirror-tools.ts';
import { createStore } from '../judge/sectors.ts';
import type { Scenario } from '../scenario.ts';

const tools = mirrorTools(['/efi1']);

export const scenario: Scenario = {
  title: 'power is cut at any write to a mirror that gets 500 MB in 200 files',
  async play(stage) {
    const store = createStore();
    const three = await stage.machine(threeDisks());
    const pairs = tools.map((tool) => ({ change: manyFiles, tool }));
    const runs = await recordRuns(three, pairs, store, stage, { disks: ['disk1'] });
    // Thousands of writes: one throw a write and model is enough of them, and of what they take.
    await judgeAll(runs, tools, store, { coins: 1, seed: 1 }, stage);
  },
};
