import { rmSync } from 'node:fs';
import t from 'tap';
import { bootMenuOf, faultIn } from '../fixtures/boot-menu.ts';
import { contentOf, leftoversOf } from '../fixtures/boot-tree.ts';
import { directoriesOf, journeys, largeJourney, writesOf } from '../fixtures/journeys.ts';
import { mirror } from '../support/esp-mirror-call.ts';
import { espMirrorWith, whyNoFaults } from '../support/fault.ts';

// A run is killed before each system call that writes: the mirror boots, and the next run, which waits for nobody,
// finishes the job.

t.setTimeout(600_000);
const skip = whyNoFaults() ?? false;
const allCalls = ['write', 'copy_file_range', 'utimensat', 'fsync', 'rename', 'unlink', 'mkdir', 'rmdir'];

for (const journey of [...journeys, largeJourney]) {
  t.test(journey.name, { skip }, async (t) => {
    const { from, old, newMirror } = directoriesOf(t.testdir({}), journey);
    const [before, after] = [bootMenuOf(old), bootMenuOf(from)];
    const kills = { count: 0 };
    for (const calls of allCalls) {
      for (let when = 1; ; when += 1) {
        const to = newMirror();
        const fault = { calls, how: 'signal=KILL', when, ...writesOf(calls, to) };
        const run = await espMirrorWith(fault, ['--from', from, '--to', to]);
        if (!run.wasHit) {
          t.equal(run.status, 0, 'one that is not killed ends well');
          break;
        }
        kills.count += 1;
        const last = run.trace.split('\n').findLast((line) => line.includes('('));
        t.equal(faultIn(bootMenuOf(to), before, after), null, `it boots when killed at ${last}`);
        const next = await mirror(from, to, '--wait', '0');
        t.equal(next.status, 0, `the next run succeeds: ${next.err}`);
        t.strictSame(contentOf(to), contentOf(from), 'and finishes the job');
        t.strictSame(leftoversOf(to), [], 'nothing is left over');
        rmSync(to, { recursive: true });
      }
    }
    t.ok(kills.count > 40, `${kills.count} kills`);
  });
}
