import { cpSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { emptyUdev, hasVfat, newPartition, removePartition, sh } from '../../fixtures/esp-machine.ts';
import { handMade } from '../../fixtures/generations-top.ts';
import { newPackageGenerations } from '../../fixtures/package-generations.ts';
import { currentOf } from '../../fixtures/switch-machine.ts';
import {
  addTo,
  failedUnits,
  journalOf,
  mountAsExt4,
  newUnitRoot,
  writeBelow,
} from '../../fixtures/unit-machine.ts';
import { workspace } from '../../support/binaries.ts';
import { newSystemdRoot, startSystemd } from '../../support/systemd-machine.ts';

// gen-upgrade.service on a machine whose root is a generation, with an ESP; its programs are those of this machine.

const first = handMade.id;
const partuuid = '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6';
const generations = newPackageGenerations('/usr/bin/pacman');
const { mnt, device, names, read } = generations;
writeBelow(generations.root, 'etc/kernel/cmdline', 'root=LABEL=root quiet\n');
writeBelow(generations.root, 'etc/kernel/entry-token', 'twin\n');
for (const name of ['mnt', 'root', 'opt', 'efi0'])
  mkdirSync(join(generations.root, name), { recursive: true });
const lay = `mount -t btrfs -o "subvol=/snapshots/$3/@" "$2" root
mount -t overlay -o "lowerdir=/usr,upperdir=$1/upper,workdir=$1/work" overlay root/usr
cp --archive --no-clobber /etc/. root/etc`;
const root = await newUnitRoot(newSystemdRoot(lay, device, first));
emptyUdev();
const isReal = hasVfat();
const esp = newPartition(isReal ? 'vfat' : 'ext4', partuuid);
if (!isReal) mountAsExt4(root);
writeBelow(root, 'etc/fstab', `UUID=1 / btrfs subvol=/snapshots/${first}/@ 0 0\n`);
// When the machine has ended: what is torn down last is said first.
t.teardown(() => {
  sh('umount --recursive "$1"', root);
  generations.remove();
  removePartition(esp);
});
cpSync('/run/udev', join(root, 'machine/run/udev'), { recursive: true });
cpSync(join(workspace, 'test/roots/two-nvme/sys/firmware'), join(root, 'machine/firmware'), {
  recursive: true,
});
addTo(root, 'gen-upgrade.service', '[Unit]\nConditionVirtualization=\nStartLimitIntervalSec=0\n');
addTo(root, 'gen-upgrade.timer', '[Timer]\nOnActiveSec=0\nRandomizedDelaySec=0\n');
t.setTimeout(120_000);
const machine = await startSystemd(t, root);
const { must, run, until } = machine;
const unit = 'gen-upgrade.service';
const options = (text: string) => writeBelow(root, 'etc/twinroot/options', text);
/** Starts it, and gives what its journal has of that. */
async function upgrade(): Promise<{ readonly status: number | null; readonly told: string }> {
  const before = (await journalOf(machine, unit)).length;
  const { status } = await run(`systemctl start ${unit}`);
  return { status, told: (await journalOf(machine, unit)).slice(before) };
}
/** Does something on the ESP, in its directory of entries. */
const onEsp = (script: string) =>
  must(
    `mount -t vfat ${esp.device} /mnt && cd /mnt && mkdir -p loader/entries && cd loader/entries && { ${script}; }; cd /; umount /mnt`,
  );
const entries = async () => (await onEsp('ls')).split('\n').filter((name) => name !== '');
/** As the boot loader and systemd-bless-boot(8) count. */
const count = (id: string, counter: string) => onEsp(`mv twin-gen-${id}*.conf twin-gen-${id}${counter}.conf`);
const current = () => currentOf(mnt)?.[0] ?? '';
const line = 'GEN_UPGRADE_COMMAND="echo upgraded >>/etc/upgraded"\n';
/** It has nothing to do, says why, and does nothing. */
async function nothing(t: Test, why: RegExp, what: string) {
  const before = [names(), current(), await entries()];
  const { status, told } = await upgrade();
  t.match(told, why, what);
  t.equal(status, 0, `${what}: that is no failure`);
  t.strictSame([names(), current(), await entries()], before, what);
}

let second = '';
t.test('an upgrade, which the next boot starts from', async (t) => {
  options(line);
  const { status, told } = await upgrade();
  t.equal(status, 0, told);
  second = current();
  t.strictSame(names(), [first, second]);
  t.equal(read(second, 'etc/upgraded'), 'upgraded\n');
  t.equal(read(first, 'etc/upgraded'), null, 'what runs is what it was');
  t.strictSame(await entries(), [`twin-gen-${second}+3.conf`]);
});

t.test('while the last one was not booted, there is none more', async (t) => {
  await nothing(t, new RegExp(`the next boot is of ${second}`), 'untried');
  await count(second, '');
  await nothing(t, new RegExp(`the next boot is of ${second}`), 'good, but not what runs');
});

t.test('one that did not come up needs a hand', async (t) => {
  await count(second, '+0-3');
  const before = names();
  const { status, told } = await upgrade();
  t.not(status, 0);
  t.match(told, `gen-switch ${first}`);
  t.strictSame(names(), before);
  const alert = `twinroot-alert@${unit}.service`;
  await until(`journalctl --quiet --unit=${alert} | grep --quiet Finished`);
  t.match(await journalOf(machine, alert, '--priority=err'), 'this machine gets no upgrades');
  t.equal(await failedUnits(machine), unit);
  await must(`gen-switch ${first}`);
  await nothing(t, /was not found good yet/, 'what runs has not booted well yet');
  t.equal(await failedUnits(machine), '', 'it has failed no longer');
  await count(first, '');
});

t.test('what is usual for the distribution, and pruning', async (t) => {
  options('GEN_PRUNE_OPTIONS="--keep 1"\n');
  const unknown = await upgrade();
  t.not(unknown.status, 0);
  t.match(unknown.told, 'GEN_UPGRADE_COMMAND');
  writeBelow(root, 'etc/os-release', 'ID=other\nID_LIKE="arch"\n');
  writeBelow(
    root,
    'etc/pacman.conf',
    '[options]\nArchitecture = auto\nSigLevel = Never\n[core]\nServer = file:///home/repository\n',
  );
  mkdirSync(join(root, 'var/lib/pacman'), { recursive: true });
  const repository = join(generations.home, 'repository');
  mkdirSync(repository);
  sh('tar -czf "$1" --files-from /dev/null', join(repository, 'core.db'));
  await nothing(t, /had nothing to do/, 'nothing to upgrade');
  // Installed in one version, and to be had in the next.
  writeBelow(root, 'var/lib/pacman/local/tool-1-1/desc', '%NAME%\ntool\n\n%VERSION%\n1-1\n\n%ARCH%\nany\n');
  writeBelow(root, 'var/lib/pacman/local/tool-1-1/files', '%FILES%\n');
  writeBelow(root, 'var/lib/pacman/local/ALPM_DB_VERSION', '9\n');
  const info = 'pkgname = tool\npkgver = 2-1\npkgdesc = x\narch = any\nsize = 1\nbuilddate = 1\n';
  writeBelow(repository, 'package/.PKGINFO', info);
  writeBelow(repository, 'package/usr/share/tool', 'two');
  sh('cd "$1/package"; tar --owner=0 --group=0 -cf ../tool-2-1-any.pkg.tar .PKGINFO usr', repository);
  const size = statSync(join(repository, 'tool-2-1-any.pkg.tar')).size;
  const desc = `%FILENAME%\ntool-2-1-any.pkg.tar\n\n%NAME%\ntool\n\n%VERSION%\n2-1\n\n%ARCH%\nany\n\n%CSIZE%\n${size}\n`;
  writeBelow(repository, 'tool-2-1/desc', desc);
  sh('cd "$1"; tar -czf core.db tool-2-1; touch -d "+1 minute" core.db', repository);
  const left = await must('gen-new --no-header --output ID');
  const { status, told } = await upgrade();
  t.equal(status, 0, told);
  t.equal(read(current(), 'usr/share/tool'), 'two');
  t.notOk(names().includes(left), 'what is older than the newest, and in no use, is gone');
  t.ok(names().includes(current()) && names().includes(first));
  await must(`gen-switch ${first}`);
});

t.test('a command that fails', async (t) => {
  const before = [names(), await entries()];
  options('GEN_UPGRADE_COMMAND=\'false; echo "$PATH" >/etc/upgraded\'\n');
  const { status, told } = await upgrade();
  t.not(status, 0);
  t.match(told, 'nothing is left of the new generation');
  t.strictSame([names(), await entries(), current()], [...before, first]);
});

t.test('a switch that fails is tried again, with the same generation', async (t) => {
  const before = names().length;
  options(`${line}GEN_SWITCH_OPTIONS="--no-such-option"\n`);
  for (const _ of ['once', 'twice']) {
    const { status, told } = await upgrade();
    t.not(status, 0, told);
    t.equal(names().length, before + 1, 'there is one more, once');
    t.equal(current(), first);
  }
  const made = names().at(-1);
  options(line);
  const { status, told } = await upgrade();
  t.equal(status, 0, told);
  t.equal(current(), made);
  await must(`gen-switch ${first}`);
});

/** Lets current lead to a generation again, as it did before a switch that was cut. */
const turnBack = (id: string) =>
  sh(
    'cd "$1"; for i in links/*; do [ "$(readlink "$i/0")" = "../../snapshots/$2" ] && last=$i; done; ln -sfn "./$last" current',
    mnt,
    id,
  );

t.test('a switch that was cut, of which the menu begins with what runs', async (t) => {
  options(`${line}GEN_PRUNE_OPTIONS="--keep 99"\n`);
  const other = '20200102030405AbCdEfGh';
  sh(
    `cd "$1/snapshots"; mkdir $3; btrfs subvolume snapshot $2/@ $3/@; sed -i s/$2/$3/ $3/@/etc/fstab; btrfs property set -ts $3/@ ro true`,
    mnt,
    first,
    other,
  );
  await must(`gen-switch ${other}`);
  await count(other, '');
  await nothing(t, new RegExp(`the next boot is of ${other}`), 'a switch that is whole');
  await must(`gen-switch ${first}`);
  await count(first, '+2-1');
  turnBack(other);
  await nothing(t, /was not found good yet/, 'what runs has not booted well yet');
  await count(first, '');
  const before = names();
  const { status, told } = await upgrade();
  t.equal(status, 0, told);
  t.match(told, `${first} runs, and the boot menu begins with it`);
  t.equal(names().length, before.length + 1);
  t.strictSame(currentOf(mnt)?.slice(0, 3), [names().at(-1), first, other], 'first to what runs, then on');
  const made = current();
  await onEsp(`rm twin-gen-${made}*`);
  const gone = await upgrade();
  t.not(gone.status, 0, 'the menu does not begin with what is current');
  t.match(gone.told, `gen-switch ${made}`);
  await must(`gen-switch ${first}`);
});

t.test('what runs has no tries left', async (t) => {
  await count(first, '+0-3');
  const { status, told } = await upgrade();
  t.not(status, 0, told);
  t.match(told, 'has no tries left');
  await count(first, '');
});

t.test('a note of a switch that failed', async (t) => {
  options(`${line}GEN_SWITCH_OPTIONS="--no-such-option"\n`);
  t.not((await upgrade()).status, 0);
  const made = names().at(-1) ?? '';
  await must('rm -rf /run/twinroot');
  t.not((await upgrade()).status, 0);
  t.equal(names().at(-1), made, 'it lasts over a reboot');
  await onEsp(`cp twin-gen-${first}.conf twin-gen-${made}+0-3.conf`);
  options(line);
  const bad = await upgrade();
  t.not(bad.status, 0);
  t.match(bad.told, `${made}, of a switch that failed, did not come up`);
  t.equal(current(), first);
  options('GEN_UPGRADE_COMMAND="exit 32"\n');
  const ofAnother = await must(`gen-new --no-header --output ID --base ${made}`);
  for (const id of [first, ofAnother, '20190102030405AbCdEfGh']) {
    await must(`echo ${id} >/var/cache/twinroot/gen-upgrade`);
    await nothing(
      t,
      /had nothing to do/,
      'what is current, is gone, or was made of another one, is not switched to',
    );
  }
});

t.test('an ESP without room: older generations go, but for what is current', async (t) => {
  options(line);
  const old = await must(
    'gen-new --no-header --output ID -- sh -c "head -c 1500000 /dev/urandom >/boot/initramfs-6.12.0-lts.img"',
  );
  await must(`gen-switch ${old}`);
  await count(old, '');
  const later = await must(`gen-new --base ${first} --no-header --output ID`);
  await must(`gen-switch ${later}`);
  await count(later, '');
  await must(`gen-switch ${first}`);
  await onEsp('cd ../..; head -c "$(($(stat -f -c "%a * %S" .) - 400000))" /dev/zero >fill');
  const before = names();
  options(
    'GEN_UPGRADE_COMMAND="head -c 1500000 /dev/urandom >/boot/initramfs-6.12.0-lts.img"\nGEN_PRUNE_OPTIONS="--keep 99"\n',
  );
  const { status, told } = await upgrade();
  t.equal(status, 0, told);
  t.match(told, /has no room/);
  t.equal(current(), names().at(-1));
  t.notOk(before.includes(current()));
  t.notOk(names().includes(old));
  t.ok(names().includes(first));
  await onEsp('rm ../../fill');
  await must(`gen-switch ${first}`);
});

t.test('the timer starts it', async (t) => {
  options(line);
  const run = `systemctl show --property=InvocationID ${unit}`;
  const before = await must(`systemctl reset-failed ${unit}; ${run}`);
  await must('systemctl start gen-upgrade.timer');
  // Not by gen-list: what mounts the ESP to read it has it read-only for others, too.
  await until(`[ "$(${run})" != '${before}' ] && [ "$(systemctl is-active ${unit})" = inactive ]`);
  t.equal(read(current(), 'etc/upgraded'), 'upgraded\n');
  t.equal(await failedUnits(machine), '');
});
