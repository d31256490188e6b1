import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import t from 'tap';
import { bootMenuOf, faultIn } from '../../fixtures/boot-menu.ts';
import { contentOf, leftoversOf, snapshotOf, sourceAndMirror, writeTree } from '../../fixtures/boot-tree.ts';
import { directoriesOf, journeys } from '../../fixtures/journeys.ts';
import { brief, mirror } from '../../support/esp-mirror-call.ts';
import { espMirrorWith, whyNoFaults } from '../../support/fault.ts';

// Mirrors that are mounts of their own: full ones, and one that goes away.

const [journey] = journeys;
if (journey === undefined) throw new Error('a journey is due');
const noFaults = whyNoFaults() ?? false;

/** Does something with a tmpfs on a directory. */
async function withTmpfs<Result>(
  directory: string,
  options: string,
  act: () => Promise<Result>,
): Promise<Result> {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', directory]);
  try {
    return await act();
  } finally {
    execFileSync('umount', ['--lazy', directory]);
  }
}

t.test('one mirror that fails does not stop the others', async (t) => {
  const root = t.testdir({ full: {}, a: {}, z: {} });
  const { from } = directoriesOf(join(root, 'trees'), journey);
  const [full, a, z] = ['full', 'a', 'z'].map((name) => join(root, name));
  if (!full || !a || !z) throw new Error('three directories are due');
  const run = await withTmpfs(full, 'size=64k', () => mirror(from, [a, full, z]));
  t.strictSame(
    run.outcomes.map(({ mirror, state }) => [mirror, state]),
    [
      [a, 'mirrored'],
      [full, 'failed'],
      [z, 'mirrored'],
    ],
  );
  t.equal(run.status, 1);
  t.ok(run.err.includes(full), 'the failed one is named');
  for (const to of [a, z]) t.strictSame(contentOf(to), contentOf(from));
});

t.test('no room is found out before the first write', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, { ...journey.after, filler: Buffer.alloc(900 * 1024, 1) });
  await withTmpfs(to, 'size=1m', async () => {
    writeTree(to, journey.before);
    const before = snapshotOf(to);
    for (const options of [[], ['--dry-run']]) {
      const run = await mirror(from, to, ...options);
      t.equal(run.status, 1, run.err);
      t.strictSame(snapshotOf(to), before);
    }
  });
});

t.test('what only the mirror has makes room', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, { ...journey.after, 'new.img': Buffer.alloc(400 * 1024, 1) });
  await withTmpfs(to, 'size=1m', async () => {
    writeTree(to, { ...journey.before, 'old.img': Buffer.alloc(500 * 1024, 2) });
    t.equal(brief(await mirror(from, to)), 'mirrored 0');
    t.strictSame(contentOf(to), contentOf(from));
  });
});

t.test('a file system that is full at any write', async (t) => {
  const { from, old } = directoriesOf(t.testdir({ to: {} }), journey);
  const [before, after] = [bootMenuOf(old), bootMenuOf(from)];
  const to = join(from, '../to');
  let failed = 0;
  // A tmpfs counts pages and lies about none, but files beyond its inodes cannot be made: space that no plan foresees.
  for (const inodes of [6, 7, 8, 9]) {
    await withTmpfs(to, `size=4m,nr_inodes=${inodes}`, async () => {
      writeTree(to, journey.before);
      const run = await mirror(from, to);
      t.match(brief(run), /^(failed 1|mirrored 0)$/, `${inodes} inodes: ${run.err}`);
      failed += run.status === 1 ? 1 : 0;
      t.equal(faultIn(bootMenuOf(to), before, after), null, `${inodes} inodes: it boots`);
      execFileSync('mount', ['-o', 'remount,nr_inodes=100', to]);
      t.equal((await mirror(from, to)).status, 0);
      t.strictSame(contentOf(to), contentOf(from));
      t.strictSame(leftoversOf(to), []);
    });
  }
  t.ok(failed > 1, `${failed} runs failed`);
});

t.test(
  'a mirror that is unmounted meanwhile: nothing comes into the directory below',
  { skip: noFaults },
  async (t) => {
    const { from } = directoriesOf(t.testdir({ to: {} }), journey);
    const to = join(from, '../to');
    writeTree(to, { 'below.txt': 'below' });
    const below = contentOf(to);
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', to]);
    writeTree(to, journey.before);
    // Each fsync takes a while, so that the mirror is half done when it is taken away.
    const fault = { calls: 'fsync', how: 'delay_exit=100000', when: 'always' } as const;
    const running = espMirrorWith(fault, ['--from', from, '--to', to]);
    while (leftoversOf(to).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    execFileSync('umount', ['--lazy', to]);
    const run = await running;
    t.ok(run.status === 0 || run.status === 1, run.err);
    t.strictSame(contentOf(to), below);
  },
);
