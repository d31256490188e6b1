import { changes } from '../guest/changes.ts';
import { threeDisks } from '../guest/three-disks.ts';
import { judgeAll } from '../judge/judge-all.ts';
import { recordRuns } from '../judge/mirror-runs.ts';
import { mirrorTools } from '../judge/mirror-tools.ts';
import { createStore } from '../judge/sectors.ts';
import type { Scenario } from '../scenario.ts';

const tools = mirrorTools(['/efi1', '/efi2']);
const wanted = ['one version replaced', 'Arch names in place'];

export const scenario: Scenario = {
  title: 'power is cut at any write to either of two mirrors that are written at once',
  async play(stage) {
    const store = createStore();
    const three = await stage.machine(threeDisks());
    const pairs = changes
      .filter(({ name }) => wanted.includes(name))
      .flatMap((change) => tools.map((tool) => ({ change, tool })));
    const runs = await recordRuns(three, pairs, store, stage);
    await judgeAll(runs, tools, store, { coins: 10, seed: 1 }, stage);
  },
};
