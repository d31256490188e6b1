import { mountHolding, readMountTable } from '@twinroot/lib-mountinfo';
import t from 'tap';
import { openVolumes } from '../../src/act/open-volumes.ts';
import { outcomeOf } from '../../src/act/step-outcome.ts';
import { writeText } from '../../src/act/write-text.ts';
import type { Step } from '../../src/decide/step.ts';
import { usualVolumes } from '../machine-fixture.ts';

const step: Step = { kind: 'write', path: '/etc/fstab', text: 'new', ofSource: false, like: '/etc/fstab' };

/** A directory as the root of a clone, open. */
async function openClone(directory: string) {
  const mount = mountHolding((await readMountTable('/')).mounts, directory);
  const [usual] = usualVolumes();
  if (!mount || !usual) throw new Error('the test has a directory and a volume');
  return openVolumes([{ ...usual, path: '/', mountpoint: directory, mount }], '/');
}

const { signal } = new AbortController();

t.test('a step that fails names the file as the user does, and the cause', async (t) => {
  const to = t.testdir({ etc: 'a file', copies: { fstab: 'old' } });
  const open = await openClone(to);
  t.teardown(() => open.close());
  const outcome = await outcomeOf(step, { to, names: open.names, signal }, async () =>
    writeText({
      path: `${open.path('/')}/etc/fstab`,
      text: 'new',
      like: `${to}/copies/fstab`,
      keepsTime: true,
      isFat: false,
    }),
  );
  t.equal(outcome.state, 'failed');
  t.match(outcome.why, `${to}/etc`);
  t.match(outcome.why, /ENOTDIR|not a directory/);
  t.notMatch(outcome.why, '/proc/');
});

t.test('the causes of a failure are reported', async (t) => {
  const outcome = await outcomeOf(step, { to: '/mnt', names: new Map(), signal }, async () => {
    throw new Error('cannot write', { cause: new Error('ENOSPC: no space left on device') });
  });
  t.match(outcome, { state: 'failed', target: '/mnt/etc/fstab', why: /cannot write: ENOSPC/ });
});

t.test('a run that is told to end has no outcome', async (t) => {
  const controller = new AbortController();
  controller.abort(new Error('told to end'));
  const report = { to: '/mnt', names: new Map<string, string>(), signal: controller.signal };
  await t.rejects(
    outcomeOf(step, report, async () => {
      throw new Error('cut off');
    }),
    { message: 'told to end' },
  );
});

t.test('what a step counted is in its record', async (t) => {
  const outcome = await outcomeOf(step, { to: '/mnt', names: new Map(), signal }, async () => ({
    state: 'done',
    files_copied: 2,
  }));
  t.match(outcome, { state: 'done', files_copied: 2, bytes_copied: null, why: null });
});
