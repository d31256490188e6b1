import { readFileSync } from 'node:fs';
import t from 'tap';
import {
  emptyUdev,
  hasVfat,
  letExt4StandIn,
  newPartition,
  newRoot,
  type Partition,
  removePartition,
  removeRoot,
  sh,
} from '../../fixtures/esp-machine.ts';
import { binaryOf } from '../../support/binaries.ts';
import { call } from '../../support/call.ts';

// Partitions that are mounted nowhere.

const [first, second] = ['0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6', '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b'];

t.setTimeout(600_000);
emptyUdev();
const isReal = hasVfat();
if (!isReal) letExt4StandIn();
const root = newRoot();
t.teardown(() => removeRoot(root));

const newEsp = (partuuid: string) => newPartition(isReal ? 'vfat' : 'ext4', partuuid, { fstype: 'vfat' });
/** Does something with a partition, mounted for that. */
const on = ({ device }: Partition, script: string) =>
  sh(
    'mkdir -p /run/udev/on; mount "$1" /run/udev/on; cd /run/udev/on; sh -euc "$2"; cd /; umount /run/udev/on',
    device,
    script,
  );
const set = [
  '#ROLE KIND STATE PARTUUID',
  `booted esp unmounted ${first}`,
  `mirror esp unmounted ${second}`,
  '',
].join('\n');
const run = (...args: readonly string[]) =>
  call(binaryOf('esp-seed'), ['--sysroot', root, ...args], { input: set });

const [booted, mirror] = [newEsp(first), newEsp(second)];
t.teardown(() => {
  for (const partition of [booted, mirror]) removePartition(partition);
});
for (const partition of [booted, mirror])
  on(partition, 'mkdir -p loader; echo timeout 3 >loader/loader.conf; printf %032d 7 >loader/random-seed');
const seedOf = (partition: Partition) => on(partition, 'sha256sum loader/random-seed');
const bytesOf = ({ image }: Partition) => readFileSync(image);

t.test('the mirror gets its own, and then not a bit of either changes', async (t) => {
  const before = { seed: seedOf(booted), bytes: bytesOf(booted) };
  t.equal(seedOf(mirror), before.seed);
  const plan = await run('--dry-run');
  t.match(plan, { status: 0, out: new RegExp(second) }, plan.err);
  t.equal(seedOf(mirror), before.seed);
  const found = await run();
  t.match(found, { status: 0, out: /own.*\n.*renewed/ }, found.err);
  t.ok(bytesOf(booted).equals(before.bytes), 'the booted one was not even mounted to be written');
  t.equal(seedOf(booted), before.seed);
  t.not(seedOf(mirror), before.seed);
  sh('sync');
  const bytes = bytesOf(mirror);
  t.match(await run(), { status: 0, out: /own.*\n.*own/ });
  t.ok(bytesOf(mirror).equals(bytes));
  t.equal(sh('grep -c /run/twinroot/mnt/ /proc/self/mountinfo || :'), '0', 'nothing stays mounted');
});

t.test('one that is read-only is switched off', async (t) => {
  on(mirror, 'chmod a-w loader/random-seed');
  const before = seedOf(mirror);
  t.match(await run('--refresh'), { status: 0, out: /renewed.*\n.*switched-off/ });
  t.equal(seedOf(mirror), before);
  on(mirror, 'chmod u+w loader/random-seed');
});

t.test('a device that is read-only fails where something is to be written', async (t) => {
  sh('blockdev --setro "$1"', mirror.device);
  t.match(await run(), { status: 0, out: /own.*\n.*own/ });
  const refused = await run('--refresh');
  t.match(refused, { status: 1, out: /renewed.*\n.*failed/, err: /read-only/ });
  sh('blockdev --setrw "$1"', mirror.device);
  t.match(await run('--refresh'), { status: 0, out: /renewed.*\n.*renewed/ });
});
