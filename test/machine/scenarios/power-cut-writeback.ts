import { someFiles, writtenBackHastily } from '../guest/changes.ts';
import { threeDisks } from '../guest/three-disks.ts';
import { sayTally } from '../judge/judge-all.ts';
import { recordRuns } from '../judge/mirror-runs.ts';
import { mirrorTools } from '../judge/mirror-tools.ts';
import { createStore } from '../judge/sectors.ts';
import { judgeRun } from '../judge/tally.ts';
import type { Scenario } from '../scenario.ts';

const tools = mirrorTools(['/efi1']).filter(({ name }) => name === 'esp-mirror');
const changes = [someFiles, writtenBackHastily(someFiles)];

/**
 * What the kernel writes between rename(2) and the flush after it cannot be prevented. Where names and flush are one after the other, hardly anything
 * is: of so many images with hasty writing one may be bad. It was one in 16 where files were confirmed and directories flushed in between.
 */
const isRare = 100;

export const scenario: Scenario = {
  title: 'power is cut while the kernel writes back sooner than we ask for it',
  async play(stage) {
    const store = createStore();
    const three = await stage.machine(threeDisks());
    const pairs = changes.flatMap((change) => tools.map((tool) => ({ change, tool })));
    const runs = await recordRuns(three, pairs, store, stage, { disks: ['disk1'] });
    for (const run of runs) {
      const tally = await judgeRun(run, store, { coins: 4, seed: 1 });
      sayTally(tally, stage);
      const most = run.name.startsWith(`${someFiles.name}: `) ? 0 : tally.images / isRare;
      stage.check(`${run.name}: at most ${Math.floor(most)} bad`, tally.bad <= most, tally);
    }
  },
};
