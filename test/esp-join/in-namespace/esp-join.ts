import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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

// Partitions that are mounted nowhere, and disks that come and go.

const ids = {
  first: '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6',
  second: '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b',
  third: '1f4b9a1d-2d3e-4c6f-9a01-b2c3d4e5f607',
  fourth: '2f4b9a1d-2d3e-4c6f-9a01-b2c3d4e5f607',
};

t.setTimeout(600_000);
emptyUdev();
const isReal = hasVfat();
if (!isReal) letExt4StandIn();
const root = newRoot();
t.teardown(() => removeRoot(root));
const newEsp = (partuuid: string, more: Parameters<typeof newPartition>[2] = {}) =>
  newPartition(isReal ? 'vfat' : 'ext4', partuuid, { fstype: 'vfat', ...more });
/** Does something with a partition, mounted for that. */
const on = ({ device }: Partition, script: string) =>
  sh(
    'mkdir -p /run/udev/on; mount "$1" /run/udev/on; cd /run/udev/on; sh -euc "$2"; cd /; umount /run/udev/on',
    device,
    script,
  );

const booted = newEsp(ids.first);
t.teardown(() => removePartition(booted));
on(booted, 'mkdir -p EFI/BOOT; { printf MZ; head -c 600000 /dev/zero; } >EFI/BOOT/BOOTX64.EFI');

const registry = () => on(booted, 'cat loader/esp-sync');
const linesOf = (key: string) =>
  registry()
    .split('\n')
    .filter((line) => line.startsWith(`${key} `));
const set = (...mirrors: readonly string[]) =>
  [
    '#ROLE KIND STATE PARTUUID',
    `booted esp unmounted ${ids.first}`,
    ...mirrors.map((line) => `mirror esp ${line}`),
    '',
  ].join('\n');
const run = (command: string, input: string, ...args: readonly string[]) =>
  call(binaryOf(command), ['--sysroot', root, ...args], { input });
const made = (t: { teardown(end: () => void): void }, partition: Partition) => {
  t.teardown(() => removePartition(partition));
  return partition;
};
t.test('a disk dies, a new one takes its place, and the old one comes back', async (t) => {
  const old = newEsp(ids.second);
  const joined = await run('esp-join', set(`unmounted ${ids.second}`));
  t.equal(joined.status, 0, joined.err);
  t.equal((await run('esp-mirror', joined.out)).status, 0);
  t.match(on(old, 'cat loader/esp-sync'), /^# esp-sync 1/);
  const kept = join(t.testdir(), 'old');
  sh('cp --sparse=always "$1" "$2"', old.image, kept);
  removePartition(old);

  const next = made(t, newEsp(ids.third));
  const args = ['--replace', `PARTUUID=${ids.second}`, next.device];
  const replaced = await run('esp-join', set(`missing ${ids.second}`), ...args);
  t.equal(replaced.status, 0, replaced.err);
  t.strictSame(
    linesOf('member').map((line) => line.split(/ +/)[2]),
    [ids.first, ids.third],
  );
  t.match(linesOf('gone')[0], ids.second);
  const mirrored = await run('esp-mirror', replaced.out);
  t.equal(mirrored.status, 0, mirrored.err);
  t.equal(on(next, 'cat loader/esp-sync'), registry());

  const back = made(t, newEsp(ids.second));
  sh('cp "$1" "$2"; blockdev --flushbufs "$3"', kept, back.image, back.device);
  const before = readFileSync(back.image);
  const refused = await run('esp-mirror', set(`unmounted ${ids.third}`, `unmounted ${ids.second}`));
  t.equal(refused.status, 1);
  t.match(refused.err, /left the set/);
  t.ok(readFileSync(back.image).equals(before), 'not a bit of it is changed');
});

t.test('what cannot join stays bit for bit as it was', async (t) => {
  const cases: [name: string, partition: () => Partition, err: RegExp][] = [
    ['no FAT', () => newPartition('ext4', ids.fourth, { fstype: 'ext4' }), /holds ext4, not FAT/],
    ['nothing on it', () => newEsp(ids.fourth, { broken: true, fstype: '' }), /no file system/],
    [
      'read-only',
      () => {
        const partition = newEsp(ids.fourth);
        sh('blockdev --setro "$1"', partition.device);
        return partition;
      },
      /cannot be used: \/dev\/\S+ is read-only/,
    ],
    ['of another kind', () => newEsp(ids.fourth, { kind: 'xbootldr' }), /XBOOTLDR partition/],
    [
      'too small',
      () => {
        const small = newEsp(ids.fourth);
        const make = isReal ? 'mkfs.vfat "$1" 1024' : 'mkfs.ext4 -q -F -O ^has_journal "$1" 700k';
        sh(`${make} >/dev/null`, small.device);
        return small;
      },
      /holds \d+ bytes, and \d+ are needed: .* a margin of \d+/,
    ],
  ];
  const registered = registry();
  for (const [name, make, err] of cases) {
    const partition = make();
    const before = readFileSync(partition.image);
    t.match(await run('esp-join', set(), partition.device), { status: 1, err }, name);
    sh('blockdev --setrw "$1"', partition.device);
    t.ok(readFileSync(partition.image).equals(before), name);
    removePartition(partition);
  }
  const [one, copy] = [made(t, newEsp(ids.fourth)), made(t, newEsp(ids.fourth))];
  t.match(await run('esp-join', set(), one.device), { status: 1, err: /the same PARTUUID/ }, copy.device);
  t.equal(registry(), registered);
});

t.test('the booted one can be read only', async (t) => {
  const next = made(t, newEsp(ids.third));
  const left = await run('esp-leave', set(`unmounted ${ids.third}`), next.device);
  t.equal(left.status, 0, left.err);
  const registered = registry();
  sh('blockdev --setro "$1"', booted.device);
  for (const plan of [[], ['--dry-run']]) {
    const refused = await run('esp-join', set(), ...plan, next.device);
    t.match(refused, { status: 1, err: /read-only/ }, plan.join());
  }
  sh('blockdev --setrw "$1"', booted.device);
  t.equal(registry(), registered);
});

t.test('the booted one has no room for its registry', async (t) => {
  const next = made(t, newEsp(ids.third));
  const joined = await run('esp-join', set(), next.device);
  t.equal(joined.status, 0, joined.err);
  on(
    booted,
    'head -c 1000 /dev/zero >EFI/BOOT/more.efi; dd if=/dev/zero of=fill bs=512 2>/dev/null || :; sync',
  );
  const registered = registry();
  const both = set(`unmounted ${ids.third}`);
  const calls = [
    ['esp-leave', both, next.device],
    ['esp-mirror', both, '--exclude', 'fill'],
  ] as const;
  for (const [command, input, ...args] of calls) {
    const answers = [await run(command, input, ...args, '--dry-run'), await run(command, input, ...args)];
    const err = new RegExp(`no room on ${booted.device} for its registry loader/esp-sync: delete`);
    for (const answer of answers) t.match(answer, { status: 1, err }, command);
  }
  t.equal(registry(), registered);
  on(booted, 'rm fill EFI/BOOT/more.efi');
  const left = await run('esp-leave', both, next.device);
  t.equal(left.status, 0, left.err);
});

t.test('of two mirrors, both have the generation that was made for one of them', async (t) => {
  const [one, two] = [made(t, newEsp(ids.second)), made(t, newEsp(ids.fourth))];
  const all = set(`unmounted ${ids.second}`, `unmounted ${ids.fourth}`);
  const joined = await run('esp-join', all, `PARTUUID=${ids.second}`, `PARTUUID=${ids.fourth}`);
  t.equal(joined.status, 0, joined.err);
  t.equal((await run('esp-mirror', joined.out, '--force')).status, 0);
  on(two, '{ printf MZ; head -c 600002 /dev/zero; } >EFI/BOOT/BOOTX64.EFI');
  const refused = await run('esp-mirror', joined.out);
  t.equal(refused.status, 1, refused.err);
  const forced = await run('esp-mirror', joined.out, '--force');
  t.equal(forced.status, 0, forced.err);
  for (const mirror of [one, two]) t.equal(on(mirror, 'cat loader/esp-sync'), registry());
});
