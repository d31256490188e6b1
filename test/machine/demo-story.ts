import { type DemoStage, demoStage } from './demo-stage.ts';
import type { Guest } from './guest/boot.ts';
import { partuuids } from './guest/disk-spec.ts';
import { installVersion } from './guest/esp.ts';
import type { Machine } from './guest/machine.ts';

const columns = '--output STATE,COPIED,COPIED-BYTES,DELETED,SECONDS';
const showBooted = "grep -o 'guest.version=[^ ]*' /proc/cmdline";

/**
 * Tells the story of scenarios/hot-spare.ts: a disk dies, and the other boots what was installed last; then the other way round.
 *
 * @throws {Error} at the first thing that is not as told
 */
export async function playMachine(machine: Machine, logs: string): Promise<void> {
  const stage = demoStage(logs);
  await playUntilDeath(machine, stage);
  const second = await playAlone(machine.fork('second-alone'), 'disk1', '6.12.2', partuuids[1], stage);
  const report = await stage.run(second, 'esp-which | esp-mirror --no-header --output STATE');
  stage.same(report.trim().split('\n').at(-1) ?? '', 'missing', 'a dead mirror is said, and is no failure');
  await second.kill();
  await playOtherWay(machine, stage);
  const first = await playAlone(machine, 'disk0', '6.12.3', partuuids[0], stage);
  await first.kill();
}

async function playUntilDeath(machine: Machine, stage: DemoStage): Promise<void> {
  const { step, boot, run, same } = stage;
  step(
    'The machine is switched on.',
    'Each of its disks has an ESP and half of a btrfs RAID1. The firmware:',
  );
  const guest = await boot(machine);
  await run(guest, 'lsblk --output NAME,SIZE,PARTTYPENAME,FSTYPE,MOUNTPOINTS /dev/vda /dev/vdb');

  step('Which ESP was booted?', 'The boot loader left it in an EFI variable; nothing is guessed.');
  same(bootedIn(await run(guest, 'esp-which')), partuuids[0], 'the ESP of the first disk was booted');

  step('It goes on /boot.', 'So that updates reach the ESP that boots, whichever it is today.');
  await bind(guest, partuuids[0], stage);
  await playNewKernel(guest, '6.12.2', '/efi1', stage);
  const again = await run(guest, 'esp-which | esp-mirror --no-header --output STATE,COPIED');
  same(again.trim(), 'same 0', 'a second run has nothing to write');

  step(
    'The first disk dies.',
    'It takes the machine with it, without a warning: the power goes this instant.',
  );
  await guest.kill();
}

async function playNewKernel(
  guest: Guest,
  version: string,
  mirror: string,
  { step, run, same }: DemoStage,
): Promise<void> {
  step(
    `Kernel ${version} is installed.`,
    "It is Debian's under another name, which its command line tells; laid out as kernel-install does it.",
  );
  await guest.must(installVersion('/boot', version));
  await run(guest, `grep -v ^options /boot/loader/entries/*-${version}.conf`);
  const entries = await run(guest, `ls -1 {/boot,${mirror}}/loader/entries/*.conf`);
  const holders = entries.split('\n').filter((path) => path.includes(version));
  same(holders.map((path) => path.split('/')[1]).join(), 'boot', `the mirror has no ${version}`);

  step('Mirror it.', 'Files first, then the entry that names them: the mirror can boot at every instant.');
  await run(guest, `esp-which | esp-mirror ${columns}`);
  const differences = await run(guest, `diff --recursive --brief --exclude=random-seed /boot ${mirror}`);
  same(differences, '', 'both ESPs hold the same files; each has a random seed of its own');
}

async function playAlone(
  machine: Machine,
  disk: string,
  version: string,
  partuuid: string,
  { step, boot, run, same }: DemoStage,
): Promise<Guest> {
  step('Switched on with one disk.', 'The firmware passes over the dead one:');
  const guest = await boot(machine, { disks: [disk] });
  const shown = await run(guest, showBooted);
  same(shown, `guest.version=${version}\n`, `${version} was booted, which was installed on the dead disk`);
  same(bootedIn(await run(guest, 'esp-which')), partuuid, 'the ESP of the disk that is left was booted');
  return guest;
}

async function playOtherWay(machine: Machine, stage: DemoStage): Promise<void> {
  const { step, boot, run, same } = stage;
  step(
    'The other way round.',
    'The machine as it was before, on a new mainboard: the firmware knows no boot loader, and the disks have changed cables.',
  );
  machine.forgetVariables();
  const guest = await boot(machine, { disks: ['disk1', 'disk0'] });
  same(
    bootedIn(await run(guest, 'esp-which')),
    partuuids[1],
    'the roles are exchanged: no disk is the primary one',
  );
  await bind(guest, partuuids[1], stage);
  await playNewKernel(guest, '6.12.3', '/efi0', stage);

  step('The second disk dies.', 'In the same way.');
  await guest.kill();
}

async function bind(guest: Guest, partuuid: string, { run, same }: DemoStage): Promise<void> {
  const shown = await run(
    guest,
    'esp-which | esp-bind >/dev/null && findmnt --output TARGET,SOURCE,PARTUUID /boot',
  );
  same(shown.trim().split(/\s+/).at(-1) ?? '', partuuid, '/boot is the ESP that was booted');
}

/** The PARTUUID of the booted ESP in the table that esp-which writes. */
function bootedIn(set: string): string {
  return /^booted +esp +mounted +(\S+)/m.exec(set)?.[1] ?? 'none';
}
