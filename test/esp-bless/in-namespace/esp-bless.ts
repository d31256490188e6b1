import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { setBootCountPath } from '../../fixtures/counted-boot.ts';
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
mkdirSync(join(root, 'sys'));
t.teardown(() => removeRoot(root));

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
  call(binaryOf('esp-bless'), ['--sysroot', root, ...args], { input: set });
const [booted, mirror] = [first, second].map((partuuid) =>
  newPartition(isReal ? 'vfat' : 'ext4', partuuid, { fstype: 'vfat' }),
);
if (booted === undefined || mirror === undefined) throw new Error('no partitions');
t.teardown(() => {
  for (const partition of [booted, mirror]) removePartition(partition);
});
const bytesOf = ({ image }: Partition) => readFileSync(image);
const entriesOf = (partition: Partition) => on(partition, 'ls loader/entries EFI/Linux');
/** A text and an image, under these counters. */
const install = (partition: Partition, text: string, image: string) =>
  on(
    partition,
    `rm -rf loader EFI; mkdir -p loader/entries EFI/Linux
     { printf MZ; head -c 80000 /dev/zero; } >linux; echo "linux /linux" >loader/entries/a${text}.conf
     { printf MZ; head -c 3000000 /dev/zero; } >EFI/Linux/b${image}.efi
     find . -type f -exec touch -d @1700000000 {} +`,
  );

t.test('a text and an image, and then not a bit changes', async (t) => {
  install(booted, '', '');
  install(mirror, '+3', '+3');
  for (const [path, other] of [
    ['loader/entries/a+2-1.conf', 'b+3.efi'],
    ['EFI/Linux/b+2-1.efi', 'b.efi'],
  ] as const) {
    setBootCountPath(root, path);
    const before = bytesOf(booted);
    t.match(await run('--dry-run'), { status: 0, out: /delete/ });
    const found = await run();
    t.match(found, { status: 0, out: /blessed/ }, found.err);
    t.match(entriesOf(mirror), /\ba\.conf/);
    t.match(entriesOf(mirror), other);
    t.ok(bytesOf(booted).equals(before), 'nothing is written on the booted one');
    sh('sync');
    const bytes = bytesOf(mirror);
    t.match(await run(), { status: 0, out: /same/ });
    t.ok(bytesOf(mirror).equals(bytes));
  }
  t.notMatch(entriesOf(mirror), /\+/);
});

t.test('where a second image has no room, it keeps its counter', async (t) => {
  install(booted, '', '');
  install(mirror, '+3', '+3');
  on(mirror, 'head -c 3000000 /dev/zero >fill');
  setBootCountPath(root, 'EFI/Linux/b+2-1.efi');
  const full = await run();
  t.match(full, { status: 1, out: /failed/, err: /\d+ more bytes/ });
  t.match(entriesOf(mirror), /\bb\+3\.efi/);
  t.notMatch(entriesOf(mirror), /\bb\.efi/);
  setBootCountPath(root, 'loader/entries/a+2-1.conf');
  t.match(await run(), { status: 0, out: /blessed/ }, 'a text fits');
});

t.test('a text of some hundred bytes is written on a partition that is nearly full', async (t) => {
  install(booted, '', '');
  install(mirror, '+3', '+3');
  setBootCountPath(root, 'loader/entries/a+2-1.conf');
  /** Fills the mirror up to so many bytes, and gives what is free then. */
  const fillUpTo = (bytes: number) =>
    Number(
      on(
        mirror,
        `rm -f fill; free() { echo $(($(stat -f -c '%a * %S' .))); }
         head -c $(($(free) - ${bytes})) /dev/zero >fill; sync; free`,
      ),
    );
  t.equal(fillUpTo(0), 0);
  t.match(await run(), { status: 1, out: /failed/, err: /needs \d+ more bytes/ });
  t.match(entriesOf(mirror), /\ba\+3\.conf/);
  const free = fillUpTo(24 * 1024);
  t.ok(free > 0 && free <= 24 * 1024, `${free} bytes are free`);
  const blessed = await run();
  t.match(blessed, { status: 0, out: /blessed/ }, blessed.err);
  t.match(entriesOf(mirror), /\ba\.conf/);
  t.notMatch(entriesOf(mirror), /\ba\+3\.conf/);
  on(mirror, 'rm fill');
});

t.test('a device that is read-only', async (t) => {
  install(mirror, '+3', '+3');
  sh('blockdev --setro "$1"', mirror.device);
  t.match(await run(), { status: 1, out: /failed/, err: /read-only/ });
  sh('blockdev --setrw "$1"', mirror.device);
  t.match(await run(), { status: 0, out: /blessed/ });
});
