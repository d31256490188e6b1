import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import t from 'tap';
import {
  emptyUdev,
  hasVfat,
  letExt4StandIn,
  newPartition,
  removePartition,
  removeRoot,
  sh,
} from '../../fixtures/esp-machine.ts';
import {
  type Disk,
  digestOf,
  espType,
  membersOf,
  newDisk,
  newFormatMachine,
  registered,
  removeDisk,
  rowsOf,
} from '../../fixtures/format-machine.ts';
import { binaryOf } from '../../support/binaries.ts';
import { call } from '../../support/call.ts';

// esp-format DISK | esp-join --replace OLD | esp-mirror, interrupted behind esp-join, and run again.

t.setTimeout(1_800_000);
emptyUdev();
const isReal = hasVfat();
if (!isReal) letExt4StandIn();
const machine = newFormatMachine();
t.teardown(() => {
  removePartition(machine.booted);
  removeRoot(machine.root);
});
const dead = '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b';
const run = (command: string, input: string, ...args: readonly string[]) =>
  call(binaryOf(command), ['--json', '--sysroot', machine.root, ...args], { input });

/** Lets a partition be mounted as FAT, here or by what stands in for it, and udev know it. */
function known(device: string, partuuid: string): void {
  if (!isReal) sh('mkfs.ext4 -q -F -O ^has_journal "$1"', device);
  registered(device, {
    ID_FS_TYPE: 'vfat',
    ID_PART_ENTRY_SCHEME: 'gpt',
    ID_PART_ENTRY_UUID: partuuid,
    ID_PART_ENTRY_TYPE: espType.toLowerCase(),
  });
}
const on = (device: string, script: string) =>
  sh(
    'mkdir -p /run/udev/on; mount "$1" /run/udev/on; cd /run/udev/on; sh -euc "$2"; cd /; umount /run/udev/on',
    device,
    script,
  );

if (!isReal) sh('mkfs.ext4 -q -F -O ^has_journal "$1"', machine.booted.device);
on(machine.booted.device, 'mkdir -p EFI/BOOT; printf MZ >EFI/BOOT/BOOTX64.EFI');

/** The set with a member whose disk is dead. */
async function withDead(): Promise<string> {
  const old = newPartition(isReal ? 'vfat' : 'ext4', dead, { fstype: 'vfat' });
  const set = ['#ROLE KIND STATE PARTUUID', `booted esp unmounted ${machine.booted.partuuid}`, ''].join('\n');
  const joined = await run('esp-join', set, `PARTUUID=${dead}`);
  removePartition(old);
  return joined.out;
}

for (const [what, mebibytes] of [
  ['with free space', 200],
  ['without', 42],
] as const)
  t.test(`a disk ${what}: the member is not made twice`, async (t) => {
    await withDead();
    const disk: Disk = newDisk(mebibytes);
    t.teardown(() => removeDisk(disk));
    const first = await machine.esp([disk.device]);
    t.equal(first.status, 0, first.err);
    const [, made] = membersOf(first);
    const node = made?.path ?? '';
    known(node, made?.partuuid ?? '');
    const joined = await run('esp-join', first.out, '--replace', `PARTUUID=${dead}`);
    t.equal(joined.status, 0, joined.err);
    on(node, 'mkdir 6.6.1; head -c 100000 /dev/urandom >6.6.1/TWIN0000.TMP; mkdir EFI');

    const before = digestOf(disk);
    const plan = await machine.esp(['--dry-run', disk.device]);
    t.match(JSON.parse(plan.out || '{}').partitions, [{ operation: 'keep', kind: 'esp' }], plan.err);
    for (const operand of [disk.device, node]) {
      const again = await machine.esp([operand]);
      t.equal(again.status, 0, again.err);
      t.match(membersOf(again), {
        length: 2,
        1: { partuuid: made?.partuuid, path: node, state: 'unmounted' },
      });
      const rejoined = await run('esp-join', again.out, '--replace', `PARTUUID=${dead}`);
      t.equal(rejoined.status, 0, rejoined.err);
      t.match(rejoined.err, /nothing is different/);
      t.match(membersOf(rejoined), { length: 2, 1: { partuuid: made?.partuuid, role: 'mirror' } });
    }
    t.equal(digestOf(disk), before, 'not a bit of it is changed');
    t.equal(rowsOf(disk).length, 1);
    t.match(await machine.esp(['--size', '41M', disk.device]), { status: 1, err: /member of the set/ });

    sh('mkdir -p "$1/efi9"; mount "$2" "$1/efi9"', machine.root, node);
    const mounted = await machine.esp([disk.device]);
    sh('umount "$1/efi9"', machine.root);
    t.match(membersOf(mounted)[1], { partuuid: made?.partuuid, state: 'mounted' });

    const left = await run('esp-leave', joined.out, `PARTUUID=${made?.partuuid}`);
    t.equal(left.status, 0, left.err);
    t.match(await machine.esp([node]), { status: 1 }, 'one that left is somebody else’s');
  });

t.test('the set is written when udev knows what was made', { timeout: 600_000 }, async (t) => {
  const disk = newDisk(200);
  t.teardown(() => removeDisk(disk));
  writeFileSync('/run/udev/control', '');
  t.teardown(() => rmSync('/run/udev/control'));
  // udev, which is late.
  const late = `until [ "$(blkid -p -s VERSION -o value "$1")" = FAT32 ]; do sleep 0.1; done; sleep 2
    uuid=$(blkid -p -s PART_ENTRY_UUID -o value "$1")
    printf "E:ID_FS_TYPE=vfat\\nE:ID_PART_ENTRY_SCHEME=gpt\\nE:ID_PART_ENTRY_UUID=$uuid\\n" >/run/udev/new
    mv /run/udev/new "/run/udev/data/b$(lsblk -dno MAJ:MIN "$1" | tr -d ' ')"`;
  const udev = spawn('sh', ['-euc', late, 'sh', `${disk.device}p1`], { stdio: 'ignore' });
  const ended = once(udev, 'exit');
  const answer = await machine.esp([disk.device]);
  t.equal(answer.status, 0, answer.err);
  t.equal(
    sh('lsblk --noheadings --output PARTUUID "$1"', `${disk.device}p1`),
    membersOf(answer)[1]?.partuuid,
  );
  t.strictSame(await ended, [0, null]);
});
