import { type Change, growingChanges, roomyChanges } from '../guest/changes.ts';
import { twoDisks } from '../guest/disk-spec.ts';
import { readFat } from '../judge/fat.ts';
import { sayTally } from '../judge/judge-all.ts';
import { readMenu } from '../judge/menu.ts';
import { recordRuns } from '../judge/mirror-runs.ts';
import { mirrorTools } from '../judge/mirror-tools.ts';
import { createStore } from '../judge/sectors.ts';
import { judgeRun } from '../judge/tally.ts';
import { faultOf } from '../judge/verdict.ts';
import type { Scenario } from '../scenario.ts';

/**
 * When a directory gets another cluster, Linux writes the link to it before the end of the chain that it is, both in one
 * system call. A cut between them leaves a directory that ends in a free cluster. Firmware of EDK2 shows nothing of it, and
 * nothing that a command does can come between.
 */
export const scenario: Scenario = {
  title: 'power is cut while a directory of the mirror grows: what is there can be read',
  async play(stage) {
    const store = createStore();
    const two = await stage.machine(twoDisks());
    const tools = mirrorTools(['/efi1']).filter(({ name }) => name === 'esp-mirror');
    const all: readonly Change[] = [...roomyChanges, ...growingChanges];
    const pairs = all.flatMap((change) => tools.map((tool) => ({ change, tool })));
    for (const run of await recordRuns(two, pairs, store, stage)) {
      const [old, now] = [run.before, run.after].map((image) => readMenu(readFat(image, store)));
      if (old === undefined || now === undefined) throw new Error('a run has no end');
      let bad = 0;
      const tally = await judgeRun(run, store, { coins: 10, seed: 1 }, ({ image }, fault) => {
        if (fault !== null && faultOf(image, store, { old, now }, new Map(), 'in part') !== null) bad += 1;
      });
      sayTally(tally, stage);
      if (roomyChanges.some(({ name }) => run.name.startsWith(`${name}:`))) {
        stage.same(`${run.name}: no cut leaves a bad mirror`, tally.bad, 0);
        continue;
      }
      stage.check(
        `${run.name}: no cut leaves a bad mirror for firmware that reads on to the damage`,
        bad === 0,
        bad,
      );
      stage.check(
        `${run.name}: one cut in 200 at most does for other firmware`,
        tally.bad * 200 < tally.images,
        tally,
      );
    }
  },
};
