import { blessings } from '../guest/changes.ts';
import { twoDisks } from '../guest/disk-spec.ts';
import { sayTally } from '../judge/judge-all.ts';
import { recordRuns } from '../judge/mirror-runs.ts';
import type { Tool } from '../judge/mirror-tools.ts';
import { createStore } from '../judge/sectors.ts';
import { judgeRun } from '../judge/tally.ts';
import type { Scenario } from '../scenario.ts';

const renames = [
  'for each in /efi1/loader/entries/*+3.conf /efi1/EFI/Linux/*+3.efi; do',
  '[ ! -e $each ] || mv $each ${each/+3/}; done; sync',
].join(' ');

const tools: readonly Tool[] = [
  { name: 'esp-bless', script: 'esp-bless --quiet </run/set.mounted', isMounted: true, isExact: true },
  {
    name: 'esp-bless, mount of its own',
    script: 'esp-bless --quiet </run/set.unmounted',
    isMounted: false,
    isExact: true,
  },
  { name: 'mv, sync', script: renames, isMounted: true, isExact: false },
];

export const scenario: Scenario = {
  title: 'power is cut while an entry loses its boot counter: it is there under a name that has all of it',
  async play(stage) {
    const store = createStore();
    const two = await stage.machine(twoDisks());
    const pairs = blessings.flatMap((change) => tools.map((tool) => ({ change, tool })));
    // Each mirror has one entry: without it, there is none.
    for (const run of await recordRuns(two, pairs, store, stage)) {
      const tally = await judgeRun(run, store, { coins: 10, seed: 1 });
      sayTally(tally, stage);
      if (run.name.includes(': esp-bless'))
        stage.check(`${run.name}: no cut leaves a bad mirror`, tally.bad === 0, tally);
      else stage.check(`${run.name}: the judge finds bad images`, tally.bad > 0, tally);
    }
  },
};
