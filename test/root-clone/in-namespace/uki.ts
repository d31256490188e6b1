import {
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { usualUki } from '../../../packages/lib-uki/test/uki-fixture.ts';
import { newMachine, textIn } from '../../fixtures/clone-machine.ts';
import { emptyUdev } from '../../fixtures/esp-machine.ts';
import { namesIn, newPlace, ownRun, wholeOf } from '../../fixtures/tree-machine.ts';
import { rootClone, statesOf } from '../../support/clone-call.ts';

// Unified kernel images of a clone that are not ukify's to make, and those that it is missing for.

t.setTimeout(300_000);
ownRun();
emptyUdev();

const place = 'boot/EFI/Linux';
const hasUkify = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'].some(
  (directory) => existsSync(join(directory, 'ukify')),
);

function put(root: string, name: string, bytes: Buffer): void {
  const path = join(root, place, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

t.test('images without old ids are copied, others removed, and a third run changes nothing', async (t) => {
  const { from, to, newRoot, args } = newMachine(t);
  const all = [...args, '--rebuild-uki'];
  put(from, 'plain.efi', usualUki('quiet'));
  put(from, 'of clone.EFI', usualUki(`root=UUID=${newRoot.uuid}`, { isSigned: true }));
  put(from, 'plain.efi.extra.d/a.cred', Buffer.from('beside it'));
  put(to, 'stale.efi', usualUki('quiet'));
  const before = wholeOf(from);
  const plan = await rootClone([...all, '--dry-run']);
  t.equal(plan.status, 0, plan.err);
  t.notOk(existsSync(join(to, place, 'plain.efi')));
  const first = await rootClone(all);
  t.equal(first.status, 0, first.err);
  const words = ({ step, target }: { step: string; target: string }) => `${step} ${target}`;
  t.strictSame(plan.steps.map(words), first.steps.map(words), 'a dry run has the same steps');
  t.strictSame(namesIn(join(to, place)), ['of clone.EFI', 'plain.efi', 'plain.efi.extra.d']);
  for (const name of ['plain.efi', 'of clone.EFI', 'plain.efi.extra.d/a.cred'])
    t.ok(readFileSync(join(to, place, name)).equals(readFileSync(join(from, place, name))), name);
  t.equal(wholeOf(from), before, 'nothing is written into the source');
  const placed = first.steps.filter(
    ({ step, target }) => step === 'uki' && target.toLowerCase().endsWith('.efi'),
  );
  t.strictSame(
    placed.map(({ state }) => state),
    ['done', 'done'],
  );
  t.equal((await rootClone(all)).status, 0);
  const whole = wholeOf(to);
  t.equal(statesOf(await rootClone(all)), 'same 0');
  t.equal(wholeOf(to), whole);

  renameSync(join(from, place, 'plain.efi'), join(from, place, 'new.efi'));
  writeFileSync(join(from, place, 'of clone.EFI'), usualUki('changed'));
  t.equal((await rootClone(all)).status, 0);
  t.strictSame(namesIn(join(to, place)), ['new.efi', 'of clone.EFI', 'plain.efi.extra.d']);
  t.ok(readFileSync(join(to, place, 'of clone.EFI')).equals(usualUki('changed')));
});

t.test('what cannot be built anew is named, and what the clone has stays', async (t) => {
  const { from, to, root, newRoot, args } = newMachine(t);
  const all = [...args, '--rebuild-uki'];
  put(from, 'a-signed.efi', usualUki(`root=UUID=${root.uuid}`, { isSigned: true }));
  put(from, 'profiles.efi', usualUki(`root=UUID=${root.uuid}`, { sections: { '.profile': 'ID=x' } }));
  put(from, 'plain.efi', usualUki('quiet'));
  const mine = usualUki(`root=UUID=${newRoot.uuid}`, { isSigned: true });
  put(to, 'a-signed.efi', mine);
  const run = await rootClone(all);
  t.equal(run.status, 1);
  for (const name of ['a-signed.efi', 'profiles.efi']) {
    t.ok(run.err.includes(name), name);
    t.ok(run.steps.findLast(({ step }) => step === 'uki')?.why?.includes(name), `${name} in the report`);
  }
  t.notOk(run.err.includes('plain.efi'));
  t.match(
    run.steps.findLast(({ step }) => step === 'uki'),
    { step: 'uki', target: join(to, place), state: 'failed' },
  );
  t.strictSame(namesIn(join(to, place)), ['a-signed.efi', 'plain.efi']);
  t.ok(readFileSync(join(to, place, 'a-signed.efi')).equals(mine));
  t.ok(textIn(to, 'boot/loader/entries/arch-1.conf').includes(newRoot.uuid), 'all else is there');
});

const skip = hasUkify && 'ukify is installed here';
t.test('ukify is missing', { skip }, async (t) => {
  const { from, to, root, newRoot, args } = newMachine(t);
  const all = [...args, '--rebuild-uki'];
  put(from, 'arch.efi', usualUki(`root=UUID=${root.uuid} rw`));
  const mine = usualUki('of before');
  put(to, 'arch.efi', mine);
  put(to, 'stale.efi', usualUki('quiet'));
  const scratch = newPlace();
  const run = await rootClone(all, { env: { TMPDIR: scratch } });
  t.equal(run.status, 1);
  t.match(
    run.steps.findLast(({ step }) => step === 'uki'),
    {
      step: 'uki',
      target: join(to, place, 'arch.efi'),
      state: 'failed',
      why: /ukify/,
    },
  );
  t.ok(run.err.includes('ukify') && run.err.includes('arch.efi'), run.err);
  t.strictSame(namesIn(join(to, place)), ['arch.efi', 'stale.efi'], 'nothing goes before its like is there');
  t.ok(readFileSync(join(to, place, 'arch.efi')).equals(mine));
  t.strictSame(namesIn(scratch), [], 'nothing is left there');

  put(to, 'arch.efi', usualUki(`root=UUID=${newRoot.uuid} rw`));
  const next = await rootClone(all);
  t.equal(next.status, 0, `one that is as ukify would make it: ${next.err}`);
  t.strictSame(namesIn(join(to, place)), ['arch.efi']);
  t.equal((await rootClone(all)).status, 0);
  const last = await rootClone(all);
  t.equal(statesOf(last), 'same 0');
});

t.test('a machine made from a template', async (t) => {
  const { from, to, args } = newMachine(t);
  const old = '0123456789abcdef0123456789abcdef';
  writeFileSync(join(from, 'etc/machine-id'), `${old}\n`);
  put(from, `${old}-6.12.efi`, usualUki('quiet'));
  // A generator or a unit that is masked is a link among what is read of /etc.
  const masked = join('etc/systemd/system-generators', 'systemd-ssh-generator');
  mkdirSync(dirname(join(from, masked)), { recursive: true });
  symlinkSync('/dev/null', join(from, masked));
  const run = await rootClone([...args, '--rebuild-uki', '--template']);
  t.equal(run.status, 0, run.err);
  t.equal(readlinkSync(join(to, masked)), '/dev/null');
  const [name = '', ...more] = namesIn(join(to, place));
  t.strictSame(more, []);
  t.match(name, /^[0-9a-f]{32}-6\.12\.efi$/);
  t.notOk(name.includes(old));
});

t.test('without the option they come with the copy', async (t) => {
  const { from, to, root, args } = newMachine(t);
  put(from, 'arch.efi', usualUki(`root=UUID=${root.uuid}`));
  const run = await rootClone(args);
  t.equal(run.status, 1);
  t.match(
    run.steps.findLast(({ step }) => step === 'uki'),
    { step: 'uki', target: join(to, place), state: 'failed' },
  );
  t.ok(existsSync(join(to, place, 'arch.efi')));
  rmSync(join(from, place, 'arch.efi'));
  t.equal((await rootClone(args)).status, 0);
});
