import { renameSync } from 'node:fs';
import t from 'tap';
import { emptyUdev, removePartition, removeRoot, sh } from '../../fixtures/esp-machine.ts';
import {
  bootedId,
  bootFromPartitions,
  type Disk,
  digestOf,
  espType,
  linuxType,
  membersOf,
  newDisk,
  newFormatMachine,
  partition,
  removeDisk,
  rowsOf,
  xbootldrType,
} from '../../fixtures/format-machine.ts';

t.setTimeout(600_000);
emptyUdev();
const machine = newFormatMachine();
const mib = 1024 * 1024;

function disk(test: Pick<typeof t, 'teardown'>, mebibytes: number, sectorSize = 512): Disk {
  const made = newDisk(mebibytes, sectorSize);
  test.teardown(() => removeDisk(made));
  return made;
}

/** What fsck.fat, mtools and blkid, none of them ours, say of a volume. */
function readBack(node: string): { readonly files: string; readonly type: string } {
  sh('fsck.fat -n "$1"', node);
  const files = sh('mdir -b -i "$1" ::/ 2>/dev/null || :', node);
  return { files, type: sh('blkid -p -s VERSION -o value "$1"', node) };
}

t.test('free space: a partition is added, and no other row changes; again: nothing is done', async (t) => {
  const one = disk(t, 200);
  partition(
    one,
    `start=2048, size=20480, type=${linuxType}, name="data"`,
    `start=61440, size=20480, type=${linuxType}`,
  );
  const before = rowsOf(one);
  const dry = digestOf(one);
  const plan = await machine.esp(['--dry-run', one.device]);
  t.equal(plan.status, 0, plan.err);
  t.match(JSON.parse(plan.out).partitions, [
    {
      operation: 'make',
      kind: 'esp',
      table: 'kept',
      start: 40 * mib,
      size: 40 * mib,
      partlabel: 'EFI system partition 2',
      label: 'EFI02',
      script: /^start=81920, size=81920, type=C12A7328/,
    },
  ]);
  t.match(plan.err, /sfdisk --append/);
  t.equal(digestOf(one), dry, 'a dry run writes nothing');

  const answer = await machine.esp([one.device]);
  t.equal(answer.status, 0, answer.err);
  const [booted, made] = membersOf(answer);
  t.match(booted, { role: 'booted', kind: 'esp', partuuid: bootedId, path: machine.booted.device });
  t.match(made, {
    role: 'mirror',
    kind: 'esp',
    state: 'unmounted',
    disk: one.device,
    size: 40 * mib,
    label: 'EFI02',
    path: `${one.device}p3`,
  });
  const rows = rowsOf(one);
  t.same(rows.slice(0, 2), before);
  t.match(rows[2], {
    type: espType,
    name: 'EFI system partition 2',
    start: 81920,
    size: 81920,
    uuid: made?.partuuid.toUpperCase(),
  });
  t.equal(rows.length, 3);
  t.same(readBack(made?.path ?? ''), { files: '', type: 'FAT32' });

  const whole = digestOf(one);
  const again = await machine.esp([one.device]);
  t.same(again.out, answer.out);
  const piped = await machine.esp(['--set', one.device], answer.out);
  t.same({ status: piped.status, out: piped.out }, { status: 0, out: answer.out });
  t.equal(digestOf(one), whole);
});

t.test('a blank disk gets a GPT', async (t) => {
  const one = disk(t, 100);
  const answer = await machine.esp([one.device]);
  t.equal(answer.status, 0, answer.err);
  t.match(rowsOf(one), [{ type: espType, start: 2048, size: 81920 }]);
  t.equal(readBack(`${one.device}p1`).type, 'FAT32');
});

t.test('sectors of 4096 bytes: as large as FAT32 has to be there', async (t) => {
  const one = disk(t, 300, 4096);
  const answer = await machine.esp([one.device]);
  t.equal(answer.status, 0, answer.err);
  t.match(membersOf(answer)[1], { size: 257 * mib });
  t.match(rowsOf(one), [{ start: 256, size: (257 * mib) / 4096 }]);
  t.equal(readBack(`${one.device}p1`).type, 'FAT32');
  t.equal(sh('blkid -p -s BLOCK_SIZE -o value "$1"', `${one.device}p1`), '4096');
  const less = await machine.esp(['--size', '100M', disk(t, 300, 4096).device]);
  t.match(less, { status: 1, out: '' });
});

t.test('a partition that is there, and has nothing in it', async (t) => {
  const one = disk(t, 200);
  partition(
    one,
    `start=2048, size=102400, type=${espType}, name="mine"`,
    `start=131072, size=20480, type=${linuxType}`,
  );
  const before = rowsOf(one);
  const answer = await machine.esp([`${one.device}p1`]);
  t.equal(answer.status, 0, answer.err);
  t.match(membersOf(answer)[1], { path: `${one.device}p1`, size: 50 * mib });
  t.same(rowsOf(one), before);
  t.same(readBack(`${one.device}p1`), { files: '', type: 'FAT32' });
});

t.test('--size, and several disks at once: each has a name of its own', async (t) => {
  const disks = [disk(t, 200), disk(t, 200)];
  const answer = await machine.esp(['--size', '64M', ...disks.map(({ device }) => device)]);
  t.equal(answer.status, 0, answer.err);
  t.match(
    disks.map((one) => rowsOf(one)[0]),
    [
      { name: 'EFI system partition 2', size: 131072 },
      { name: 'EFI system partition 3', size: 131072 },
    ],
  );
  t.same(
    membersOf(answer)
      .slice(1)
      .map(({ label }) => label),
    ['EFI02', 'EFI03'],
  );
});

t.test('--force names what it destroys, and destroys nothing else', async (t) => {
  const one = disk(t, 200);
  partition(
    one,
    `start=2048, size=102400, type=${espType}`,
    `start=131072, size=20480, type=${linuxType}, name="data"`,
  );
  sh('mkfs.ext4 -q -F -L precious "$1"; mkfs.ext4 -q -F "$2"', `${one.device}p1`, `${one.device}p2`);
  const before = rowsOf(one);
  const answer = await machine.esp(['--force', `${one.device}p1`]);
  t.equal(answer.status, 0, answer.err);
  t.match(answer.err, /ext4.*precious/);
  t.same(readBack(`${one.device}p1`), { files: '', type: 'FAT32' });
  t.same(rowsOf(one), before);
  sh('fsck.ext4 -fn "$1"', `${one.device}p2`);

  const other = disk(t, 200);
  partition(other);
  sh('mkfs.ext4 -q -F -E offset=1048576 "$1" 100M', other.device);
  const forced = await machine.esp(['--force', other.device]);
  t.equal(forced.status, 0, forced.err);
  t.match(forced.err, /ext4/);
  t.same(readBack(`${other.device}p1`), { files: '', type: 'FAT32' });
});

t.test('an XBOOTLDR partition: the other disk gets one, too, unless it does not hold FAT', async (t) => {
  const number = sh('lsblk --nodeps --noheadings --output MAJ:MIN "$1"', machine.booted.device);
  renameSync(`/run/udev/data/b${number}`, '/run/udev/other');
  t.teardown(() => renameSync('/run/udev/other', `/run/udev/data/b${number}`));
  for (const fstype of ['vfat', 'ext4'] as const) {
    const [own, one] = [newDisk(120), newDisk(200)];
    bootFromPartitions(own, fstype);
    const answer = await machine.esp([one.device]);
    t.equal(answer.status, 0, answer.err);
    const members = membersOf(answer).map(({ role, kind, size }) => [role, kind, size / mib]);
    const booted = [
      ['booted', 'esp', 40],
      ['booted', 'xbootldr', 48],
    ];
    const esp = ['mirror', 'esp', 40];
    t.same(members, fstype === 'vfat' ? [...booted, esp, ['mirror', 'xbootldr', 48]] : [...booted, esp]);
    const names = rowsOf(one).map(({ type, name }) => [type, name]);
    const made = [[espType, 'esp 2'], ...(fstype === 'vfat' ? [[xbootldrType, 'boot1']] : [])];
    t.same(names, made);
    for (const [index] of made.entries()) t.equal(readBack(`${one.device}p${index + 1}`).type, 'FAT32');
    if (fstype === 'ext4') t.match(answer.err, /ext4.*ignoring/);
    t.equal((await machine.esp([one.device])).out, answer.out, 'again');
    t.match(await machine.esp([`${own.device}p1`]), { status: 1, out: '', err: /booted/ });
    for (const disk of [own, one]) removeDisk(disk);
  }
});

t.test('wrong calls', async (t) => {
  const one = disk(t, 100);
  for (const args of [
    [],
    ['--size', '100', one.device],
    ['--size', '-1M', one.device],
    ['loop0'],
    ['/'],
    ['/etc'],
  ])
    t.match(await machine.esp(args), { status: 2, out: '' }, args.join(' '));
  t.match(await machine.esp(['--set', one.device], ''), { status: 2, out: '' });
  t.match(await machine.esp(['/dev/absent']), { status: 1, out: '' });
});

t.teardown(() => {
  removePartition(machine.booted);
  removeRoot(machine.root);
});
