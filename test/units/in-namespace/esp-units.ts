import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { contentOf, entry, kernel, program, writeTree } from '../../fixtures/boot-tree.ts';
import { count, setBootCountPath } from '../../fixtures/counted-boot.ts';
import { emptyUdev, hasVfat, newPartition, removePartition, sh } from '../../fixtures/esp-machine.ts';
import {
  addTo,
  failedUnits,
  journalOf,
  mountAsExt4,
  newUnitRoot,
  writeBelow,
} from '../../fixtures/unit-machine.ts';
import { workspace } from '../../support/binaries.ts';
import { startSystemd } from '../../support/systemd-machine.ts';

// esp-mirror and esp-watch as services, on two partitions; and what keeps them from a container.

const ids = {
  booted: '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6',
  mirror: '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b',
};
const isReal = hasVfat();
const fstype = isReal ? 'vfat' : 'ext4';
const root = await newUnitRoot();
const inside = (path: string) => join(root, path);

emptyUdev();
const [booted, mirror] = [newPartition(fstype, ids.booted), newPartition(fstype, ids.mirror)];
// When the machine has ended: what is torn down last is said first.
t.teardown(() => {
  for (const partition of [booted, mirror]) removePartition(partition);
});
cpSync('/run/udev', inside('machine/run/udev'), { recursive: true });
cpSync(join(workspace, 'test/roots/two-nvme/sys/firmware'), inside('machine/firmware'), { recursive: true });
if (!isReal) mountAsExt4(root);
// The root directory is an overlay, as in a live system.
const options = `ESP_WHICH_OPTIONS="--force PARTUUID=${ids.mirror}"\nESP_BIND_OPTIONS="/efi0"\n`;
writeBelow(root, 'etc/twinroot/options', options);
const here = '[Unit]\nConditionVirtualization=\n';
addTo(root, 'esp-mirror.service', here);
addTo(root, 'esp-watch.service', here);
for (const unit of ['esp-seed.service', 'esp-bless.service'])
  addTo(root, unit, `${here}ConditionPathExists=\nAfter=\nAfter=local-fs.target\n`);
setBootCountPath(root, 'loader/entries/a+2-1.conf', inside('machine'));
mkdirSync(inside('efi0'));

/** What is on a partition, or what is put there. */
function on<Result>({ device }: { readonly device: string }, act: (directory: string) => Result): Result {
  const place = inside('mnt');
  sh('mount -t "$1" "$2" "$3"; rm -rf "$3/lost+found"', fstype, device, place);
  try {
    return act(place);
  } finally {
    sh('umount "$1"', place);
  }
}

function putKernel(release: string): void {
  const loader = { 'EFI/BOOT/BOOTX64.EFI': program('loader') };
  const tree = { ...loader, linux: kernel(release), 'loader/entries/a.conf': entry(release, '/linux') };
  on(booted, (directory) => writeTree(directory, tree));
}

putKernel('6.6.1');
on(mirror, () => undefined);
const machine = await startSystemd(t, root);
const { must, run, until } = machine;

t.test('on a real FAT', { skip: isReal ? false : 'this kernel has no vfat: ext4 stands in' }, async () => {});

t.test('esp-mirror.service may mount and write what is not mounted', async (t) => {
  const { status } = await run('systemctl start esp-mirror.service');
  const told = await journalOf(machine, 'esp-mirror.service');
  t.equal(status, 0, told);
  t.strictSame(on(mirror, contentOf), on(booted, contentOf));
  t.notMatch(told, 'esp-mirror: ', 'no message');
  t.notMatch(told, ids.mirror, 'no row of the report');
  t.equal(
    await must(`findmnt --list --noheadings --source ${booted.device} || :`),
    '',
    'nobody else sees the mount',
  );
});

t.test('esp-bless.service may take the counter off on what is not mounted', async (t) => {
  on(mirror, (directory) => count(directory, 'loader/entries/a.conf', '', '+3'));
  const { status } = await run('systemctl start esp-bless.service');
  const told = await journalOf(machine, 'esp-bless.service');
  t.equal(status, 0, told);
  t.strictSame(on(mirror, contentOf), on(booted, contentOf), told);
  t.match(told, /loader\/entries\/a\.conf has booted well/);
});

t.test('what was not found good is no failure of esp-bless.service', async (t) => {
  for (const partition of [booted, mirror])
    on(partition, (directory) => count(directory, 'loader/entries/a.conf', '', '+2-1'));
  const before = on(mirror, contentOf);
  const { status } = await run('systemctl start esp-bless.service');
  t.equal(status, 0, await journalOf(machine, 'esp-bless.service'));
  t.equal(await failedUnits(machine), '');
  t.strictSame(on(mirror, contentOf), before);
  for (const partition of [booted, mirror])
    on(partition, (directory) => count(directory, 'loader/entries/a.conf', '+2-1', ''));
});

t.test('esp-seed.service may give what is not mounted a seed of its own', async (t) => {
  const { status } = await run('systemctl start esp-seed.service');
  t.equal(status, 0, await journalOf(machine, 'esp-seed.service'));
  const [first, second] = [booted, mirror].map((partition) => on(partition, contentOf)['loader/random-seed']);
  t.match(first, /^[0-9a-f]{64}$/);
  t.match(second, /^[0-9a-f]{64}$/);
  t.not(first, second);
});

t.test('esp-firmware.service may write variables, and both of its units note what they do', async (t) => {
  for (const unit of ['esp-firmware.service', 'esp-drill.service']) addTo(root, unit, here);
  await must('systemctl daemon-reload');
  const order = '/sys/firmware/efi/efivars/BootOrder-8be4df61-93ca-11d2-aa0d-00e098032b8c';
  await must(`printf '\\7\\0\\0\\0\\1\\0' >${order}`);
  const { status } = await run('systemctl start esp-firmware.service');
  t.equal(status, 0, await journalOf(machine, 'esp-firmware.service'));
  t.equal((await must(`od -An -tx1 ${order}`)).trim(), '07 00 00 00 01 00 02 00');
  t.match(await must('cat /var/lib/twinroot/boot-options'), /"did":"ordered"/);
  const drill = await run('systemctl start esp-drill.service');
  t.equal(drill.status, 0, await journalOf(machine, 'esp-drill.service'));
  t.match(JSON.parse(await must('cat /var/lib/twinroot/boots')), { member: ids.booted, drill: null });
});

t.test('a hook does nothing in a container, whatever variables it sees', async (t) => {
  t.match(await run('esp-which --options /etc/twinroot/options'), { status: 0 }, 'they are there');
  t.match(await run('/usr/lib/twinroot/twinroot-hook --verbose'), { status: 0, out: '', err: '' });
});

t.test('units do nothing in a container', async (t) => {
  for (const unit of ['esp-mirror.timer', 'esp-bind.service']) {
    await must(`systemctl start ${unit}`);
    t.equal(await must(`systemctl show -P ConditionResult ${unit}`), 'no', unit);
  }
});

t.test('esp-bind.service mounts the booted ESP where all see it', async (t) => {
  addTo(root, 'esp-bind.service', here);
  await must('systemctl daemon-reload');
  const { status } = await run('systemctl start esp-bind.service');
  t.equal(status, 0, await journalOf(machine, 'esp-bind.service'));
  t.equal(await must('findmnt --noheadings --output SOURCE --mountpoint /efi0'), booted.device);
});

t.test('esp-watch.service shows by esp-mirror.service that a run failed, and goes on', async (t) => {
  // An ext4 that is mounted is no ESP to it: without vfat its runs fail.
  await must('systemctl start esp-watch.service');
  t.equal(await must('systemctl is-active esp-watch.service'), 'active');
  if (isReal) {
    await must(`printf 'title B\\nlinux /linux\\n' >/efi0/loader/entries/b.conf`);
    await until(
      `mount -t vfat -o ro ${mirror.device} /mnt && { ls /mnt/loader/entries/b.conf; found=$?; umount /mnt; [ $found = 0 ]; }`,
    );
    t.equal(await failedUnits(machine), '');
  } else {
    await until('systemctl is-failed --quiet esp-mirror.service');
    t.equal(await failedUnits(machine), 'esp-mirror.service');
    await until(
      'journalctl --quiet --unit=twinroot-alert@esp-mirror.service.service | grep --quiet Finished',
    );
  }
  t.equal(await must('systemctl is-active esp-watch.service'), 'active');
});
