import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type BootMenu, bootMenuOf, faultIn } from '../fixtures/boot-menu.ts';
import { contentOf, entry, kernel, leftoversOf, snapshotOf, writeTree } from '../fixtures/boot-tree.ts';
import { directoriesOf, journeys } from '../fixtures/journeys.ts';
import { brief, mirror } from '../support/esp-mirror-call.ts';
import { espMirrorPaused, espMirrorWith, whyNoFaults } from '../support/fault.ts';

// Several at once: mirrors side by side, two runs, a signal in the middle.

const [journey] = journeys;
if (journey === undefined) throw new Error('a journey is due');
const noFaults = whyNoFaults() ?? false;

/** Somebody who holds the lock of a directory, until the end of his input. */
async function holder(directory: string): Promise<{ release(): Promise<void> }> {
  const child = spawn('flock', ['--no-fork', directory, 'sh', '-c', 'echo held; cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return {
    release: () => {
      child.stdin.end();
      return gone;
    },
  };
}

t.test('a second run waits for the first, and then finds everything the same', async (t) => {
  const { from, newMirror } = directoriesOf(t.testdir({}), journey);
  const to = newMirror();
  const runs = await Promise.all([mirror(from, to), mirror(from, to)]);
  t.strictSame(runs.map(brief).sort(), ['mirrored 0', 'same 0'], runs.map(({ err }) => err).join(''));
  t.strictSame(contentOf(to), contentOf(from));
  t.strictSame(leftoversOf(to), []);
});

t.test('--wait', async (t) => {
  const { from, newMirror } = directoriesOf(t.testdir({}), journey);
  const to = newMirror();
  chmodSync(to, 0o700); // one that others can open has its lock elsewhere, if root asks for it
  const lock = await holder(to);
  const before = snapshotOf(to);
  const run = await mirror(from, to, '--wait', '0');
  t.equal(run.status, 1, run.err);
  t.ok(run.err.includes(to), 'what is locked is named');
  const started = performance.now();
  t.equal((await mirror(from, to, '--wait', '0.5')).status, 1);
  t.ok(performance.now() - started >= 500, 'it waits as long');
  t.strictSame(snapshotOf(to), before, 'nothing is written');
  t.equal((await mirror(from, to, '--wait', '0', '--dry-run')).status, 0, 'a plan needs no lock');
  const waiting = mirror(from, to);
  await lock.release();
  t.equal(brief(await waiting), 'mirrored 0', 'who waits gets it');
});

t.test(
  'SIGINT in the middle: 130, what booted boots, and the next run finishes',
  { skip: noFaults },
  async (t) => {
    const { from, old, newMirror } = directoriesOf(t.testdir({}), journey);
    const [before, after]: BootMenu[] = [bootMenuOf(old), bootMenuOf(from)];
    if (!before || !after) throw new Error('two menus are due');
    // Of one thread: there are two that call it.
    for (const when of [1, 3, 5, 9, 13]) {
      const to = newMirror();
      const run = await espMirrorWith({ calls: 'fsync', how: 'signal=INT', when }, [
        '--from',
        from,
        '--to',
        to,
      ]);
      t.equal(run.status ?? run.signal, 130, `at fsync ${when}: ${run.err}`);
      t.equal(faultIn(bootMenuOf(to), before, after), null, 'it boots');
      t.not(brief(await mirror(from, to, '--wait', '0')), 'same 0', 'it was not finished');
      t.strictSame(contentOf(to), contentOf(from));
      t.strictSame(leftoversOf(to), []);
    }
  },
);

t.test('SIGINT in the middle of a large file ends it there', { skip: noFaults }, async (t) => {
  const pieces = 40;
  const large = {
    'initrd.img': Buffer.alloc(pieces * 2 * 2 ** 20, 'new'),
    'vmlinuz-linux': kernel('6.1.2'),
    'loader/entries/arch.conf': entry('Arch', '/vmlinuz-linux', '/initrd.img'),
  };
  const { from, newMirror } = directoriesOf(t.testdir({}), { name: 'large', before: {}, after: large });
  for (const calls of ['write', 'read']) {
    const to = newMirror();
    const halfWritten = [join(to, 'TWIN0000.TMP')];
    const fault = { calls, how: 'signal=INT', when: 2, files: halfWritten };
    const run = await espMirrorWith(fault, ['--from', from, '--to', to]);
    t.equal(run.status ?? run.signal, 130, run.err);
    const made = run.trace.split('\n').filter((line) => line.includes(` ${calls}(`)).length;
    t.ok(made >= 2 && made < pieces, `it ended after ${made} of ${pieces}`);
    const files = Object.entries(contentOf(to)).filter(([, kind]) => kind !== 'directory');
    t.strictSame([files, leftoversOf(to)], [[], []], 'there is nothing of it');
    t.equal(brief(await mirror(from, to, '--wait', '0')), 'mirrored 0');
    t.strictSame(contentOf(to), contentOf(from));
  }
});

t.test(
  'a source that changes meanwhile is read again: what is damaged then does not come',
  { skip: noFaults },
  async (t) => {
    const { from, old, newMirror } = directoriesOf(t.testdir({}), journey);
    const to = newMirror();
    mkdirSync(join(from, 'extra'));
    const before = bootMenuOf(old);
    const run = await espMirrorPaused(['--from', from, '--to', to], () => {
      t.not(leftoversOf(to).length, 0, 'a file is half written');
      writeTree(
        from,
        { 'vmlinuz-linux': 'MZ cut off', 'initramfs-linux.img': 'another initrd' },
        1_800_000_000,
      );
    });
    t.equal(brief(run), 'refused 1', run.err);
    t.match(run.err, /vmlinuz-linux|initramfs-linux.img/, 'what changed is named');
    t.equal(faultIn(bootMenuOf(to), before, new Map()), null, 'what booted before boots');
    t.strictSame(leftoversOf(to), []);
    writeTree(from, journey.after);
    t.equal(brief(await mirror(from, to)), 'mirrored 0');
    t.strictSame(contentOf(to), contentOf(from));
  },
);

t.test('and what is whole then is mirrored by the same run', { skip: noFaults }, async (t) => {
  for (const wait of ['300', '0']) {
    const { from, newMirror } = directoriesOf(t.testdir({}), journey);
    const to = newMirror();
    const newer = { 'initramfs-linux.img': 'another initrd', 'vmlinuz-linux': kernel('6.1.3') };
    const run = await espMirrorPaused(['--wait', wait, '--from', from, '--to', to], () => {
      writeTree(from, newer, 1_800_000_000);
    });
    t.equal(brief(run), wait === '0' ? 'held 1' : 'mirrored 0', run.err);
    if (wait === '0') t.equal(brief(await mirror(from, to)), 'mirrored 0', 'without time, by the next');
    t.strictSame(contentOf(to), contentOf(from));
    t.strictSame(leftoversOf(to), []);
  }
});
