import { rmSync } from 'node:fs';
import t from 'tap';
import { bootMenuOf, faultIn } from '../fixtures/boot-menu.ts';
import { contentOf, leftoversOf } from '../fixtures/boot-tree.ts';
import { directoriesOf, journeys, largeJourney, writesOf } from '../fixtures/journeys.ts';
import { brief, mirror } from '../support/esp-mirror-call.ts';
import { espMirrorWith, whyNoFaults } from '../support/fault.ts';

// Every system call that writes fails once: the mirror boots all the same, and the next run finishes the job.

t.setTimeout(600_000);
const skip = whyNoFaults() ?? false;

const faults: readonly (readonly [calls: string, error: string])[] = [
  ['copy_file_range,sendfile', 'ENOSPC'],
  ['write,pwrite64', 'EIO'],
  ['write,pwrite64', 'ENOSPC'],
  ['fsync,fdatasync', 'EIO'],
  ['syncfs', 'EIO'],
  ['rename,renameat,renameat2', 'EIO'],
  ['unlink,unlinkat', 'EIO'],
  ['mkdir,mkdirat', 'ENOSPC'],
  ['rmdir', 'EIO'],
];

for (const journey of [...journeys, largeJourney]) {
  t.test(journey.name, { skip }, async (t) => {
    const { from, old, newMirror } = directoriesOf(t.testdir({}), journey);
    const [before, after] = [bootMenuOf(old), bootMenuOf(from)];
    for (const [calls, error] of faults) {
      await t.test(`${error} at every ${calls}`, async (t) => {
        let hits = 0;
        for (let when = 1; ; when += 1) {
          const to = newMirror();
          const fault = {
            calls,
            how: `error=${error}`,
            when,
            ...writesOf(calls, to),
          };
          const run = await espMirrorWith(fault, ['--from', from, '--to', to]);
          if (!run.wasHit) {
            t.equal(brief(run), 'mirrored 0', 'without a fault it is mirrored');
            break;
          }
          hits += 1;
          const which = `${error} at call ${when}`;
          t.equal(run.status, 1, `${which}: ${run.err}`);
          // Where the lock itself cannot be had there is no record.
          if (!run.err.includes('lock')) t.equal(brief(run), 'failed 1', which);
          t.equal(faultIn(bootMenuOf(to), before, after), null, `${which}: it boots`);
          const next = await mirror(from, to);
          t.equal(next.status, 0, `${which}: the next run succeeds: ${next.err}`);
          t.strictSame(contentOf(to), contentOf(from), `${which}: and finishes the job`);
          t.strictSame(leftoversOf(to), [], `${which}: nothing is left over`);
          rmSync(to, { recursive: true });
        }
        t.comment(`${hits} calls`);
      });
    }
  });
}
