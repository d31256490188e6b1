import { join } from 'node:path';
import { changes } from '../guest/changes.ts';
import { twoDisks } from '../guest/disk-spec.ts';
import { mtoolsAgrees } from '../judge/compare.ts';
import { recordRuns, type Tool } from '../judge/mirror-runs.ts';
import type { RecordedRun } from '../judge/record.ts';
import { createStore, type SectorStore } from '../judge/sectors.ts';
import { judgeRun } from '../judge/tally.ts';
import type { Scenario, Stage } from '../scenario.ts';

const sampling = { coins: 10, seed: 1 };

const tools: readonly Tool[] = [
  { name: 'esp-mirror', script: 'esp-mirror --quiet </run/set.mounted', isMounted: true, isExact: true },
  {
    name: 'esp-mirror, mount of its own',
    script: 'esp-mirror --quiet </run/set.unmounted',
    isMounted: false,
    isExact: true,
  },
  // What people put into a hook; without a sync the disk would have nothing for half a minute.
  {
    name: 'rsync -a --delete',
    script: 'rsync -a --delete --exclude=/loader/random-seed --exclude=/EFI/vendor /efi0/ /efi1/; sync',
    isMounted: true,
    isExact: false,
  },
  { name: 'cp -a', script: 'cp -a /efi0/. /efi1/; sync', isMounted: true, isExact: false },
];

export const scenario: Scenario = {
  title: 'power is cut at any write to a mirror',
  async play(stage) {
    const store = createStore();
    const two = await stage.machine(twoDisks());
    const pairs = changes.flatMap((change) => tools.map((tool) => ({ change, tool })));
    const runs = await recordRuns(two, pairs, store, stage);
    const total = tools.map(({ name }) => ({ name, images: 0, bad: 0 }));
    for (const run of runs) {
      const tally = judgeAloud(run, store, stage);
      const sum = total.find(({ name }) => run.name.endsWith(`: ${name}`));
      if (sum === undefined) continue;
      sum.images += tally.images;
      sum.bad += tally.bad;
    }
    for (const { name, images, bad } of total) {
      stage.say(`${name}: ${bad} bad of ${images} images`);
      if (!name.startsWith('esp-mirror')) stage.check(`${name}: the judge finds bad images`, bad > 0);
    }
    const path = join(stage.directory, 'sample.img');
    for (const run of runs.slice(0, 2)) {
      stage.check(
        `${run.name}: mtools reads what the judge reads`,
        await mtoolsAgrees(run.after, store, path),
      );
    }
  },
};

function judgeAloud(run: RecordedRun, store: SectorStore, { say, check }: Stage) {
  const tally = judgeRun(run, store, sampling);
  const { name, writes, flushes, images, bad, byModel, byFault, first } = tally;
  say(`${name}: ${bad} bad of ${images} images (${writes} writes, ${flushes} flushes)`);
  if (bad > 0) say(`  ${JSON.stringify({ ...byModel, ...byFault, first })}`);
  if (name.includes(': esp-mirror')) check(`${name}: every cut leaves a mirror that boots`, bad === 0, tally);
  return tally;
}
