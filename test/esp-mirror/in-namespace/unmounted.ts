import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { contentOf, entry, kernel, writeTree } from '../../fixtures/boot-tree.ts';
import {
  emptyUdev,
  hasVfat,
  letExt4StandIn,
  mountsBelow,
  newPartition,
  newRoot,
  removePartition,
  removeRoot,
  sh,
} from '../../fixtures/esp-machine.ts';
import { brief, espMirror } from '../../support/esp-mirror-call.ts';

// Members that are not mounted: esp-mirror mounts them for the run, where nobody else sees it.

const isReal = hasVfat();
const fstype = isReal ? 'vfat' : 'ext4';
const standIn = isReal ? null : letExt4StandIn();
emptyUdev();
t.test(
  'on a real FAT',
  { skip: isReal ? false : 'this kernel has no vfat: ext4 stands in below' },
  async () => {},
);

const ids = { first: '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6', second: '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b' };
const header = '#ROLE KIND STATE PARTUUID DEVICE UUID MOUNTPOINT\n';
const input = `${header}booted esp unmounted ${ids.first} /dev/sda1 - -\nmirror esp unmounted ${ids.second} /dev/sdb1 - -\n`;
const tree = (release: string) => ({
  linux: kernel(release),
  'loader/entries/a.conf': entry(release, '/linux'),
});

/** Does something with a partition mounted. */
function withMounted<Result>(device: string, act: (directory: string) => Result): Result {
  const directory = mkdtempSync(join(tmpdir(), 'mounted-'));
  sh('mount -t "$1" "$2" "$3"', fstype, device, directory);
  try {
    return act(directory);
  } finally {
    sh('umount "$1"', directory);
  }
}

const filesOf = (device: string) =>
  withMounted(device, (directory) => {
    const { 'lost+found': _, ...content } = contentOf(directory);
    return content;
  });
const digestOf = (device: string) => createHash('sha256').update(readFileSync(device)).digest('hex');

function newMachine(test: Pick<typeof t, 'teardown'>) {
  const [first, second] = [newPartition(fstype, ids.first), newPartition(fstype, ids.second)];
  const root = newRoot('boot');
  test.teardown(() => {
    removeRoot(root);
    for (const partition of [first, second]) removePartition(partition);
  });
  withMounted(first.device, (directory) => {
    writeTree(directory, tree('6.6.2'));
    sh('rm -rf "$1/lost+found"', directory);
  });
  withMounted(second.device, (directory) => {
    writeTree(directory, tree('6.6.1'));
    sh('rm -rf "$1/lost+found"', directory);
  });
  if (standIn !== null) writeFileSync(standIn.log, '');
  return { first, second, root };
}

t.test('both are mounted for the run, the source read-only, and nothing is left mounted', async (t) => {
  const { first, second, root } = newMachine(t);
  const before = filesOf(first.device);
  const run = await espMirror(['--sysroot', root], { input });
  t.equal(brief(run), 'mirrored 0', run.err);
  t.strictSame(mountsBelow(root), []);
  t.notOk(existsSync(join(root, 'run/twinroot/mnt', ids.second)), 'the mount point is gone');
  if (standIn !== null) {
    const [source, mirror] = readFileSync(standIn.log, 'utf8').trim().split('\n');
    for (const options of [source, mirror])
      for (const option of ['umask=0077', 'nodev', 'nosuid', 'noexec', 'nosymfollow'])
        t.match(options, option);
    t.match(source, /\bro\b/);
    t.notMatch(mirror, /\bro\b/);
  }
  const { 'loader/esp-sync': registry, ...source } = filesOf(first.device);
  t.strictSame(source, before, 'the source gets a registry, and nothing else of it changes');
  t.strictSame(filesOf(second.device), { ...source, 'loader/esp-sync': registry });
  const after = digestOf(first.device);
  t.equal(brief(await espMirror(['--sysroot', root], { input })), 'same 0');
  t.equal(digestOf(first.device), after, 'not a byte of the source changes where there is nothing to do');
});

t.test('a plan changes not a byte of either', async (t) => {
  const { first, second, root } = newMachine(t);
  const before = [first, second].map(({ device }) => digestOf(device));
  const plan = await espMirror(['--sysroot', root, '--dry-run'], { input });
  t.equal(plan.status, 0, plan.err);
  t.ok(plan.operations.length > 0);
  t.strictSame(
    [first, second].map(({ device }) => digestOf(device)),
    before,
  );
  t.strictSame(mountsBelow(root), []);
});

t.test('a mirror that cannot be mounted fails', async (t) => {
  const { second, root } = newMachine(t);
  sh('dd if=/dev/zero of="$1" bs=1M count=2 status=none', second.device);
  const run = await espMirror(['--sysroot', root], { input });
  t.equal(brief(run), 'failed 1', run.err);
  t.strictSame(mountsBelow(root), []);
});

t.test(
  'something else is mounted than what was asked for: nothing is written there',
  { skip: standIn === null && 'needs a mount helper that lies' },
  async (t) => {
    const { root } = newMachine(t);
    writeFileSync(standIn?.liar ?? '', '');
    t.teardown(() => sh('rm -f "$1"', standIn?.liar ?? ''));
    const run = await espMirror(['--sysroot', root], { input });
    t.equal(run.status, 1, run.err);
    t.strictSame(mountsBelow(root), []);
  },
);
