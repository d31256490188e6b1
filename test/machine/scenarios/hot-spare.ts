import type { Guest } from '../guest/boot.ts';
import { partuuids, twoDisks } from '../guest/disk-spec.ts';
import { bootedVersion, installVersion, listTree } from '../guest/esp.ts';
import { imageIsClean } from '../guest/inspect.ts';
import type { Machine } from '../guest/machine.ts';
import type { Scenario, Stage } from '../scenario.ts';

const [first, second] = partuuids;
const booted = 'esp-which --booted --no-header --output partuuid | tr -d "\\n"';

export const scenario: Scenario = {
  title: 'a disk dies; the other boots what was installed last',
  async play(stage) {
    const two = await stage.machine(twoDisks());
    const guest = await two.boot();
    stage.same('the ESP of the first disk booted', await guest.must(booted), first);
    await bind(guest, stage);
    await mirrorNewVersion(guest, stage, '6.12.2');
    await two.ask(guest, 'disk0');
    await guest.must(
      "efibootmgr --quiet --bootorder $(efibootmgr | sed -n 's/^Boot\\(....\\).*Guest disk1.*/\\1/p')",
    );
    await guest.powerOff();
    for (const disk of ['disk0', 'disk1'])
      stage.check(`the FAT of ${disk} is clean`, await imageIsClean(two, disk), disk);

    stage.say('the first disk is taken away');
    await bootAlone(two.fork('first-away'), 'disk1', '6.12.2', second, stage);

    stage.say('both disks are there, and the firmware is told to boot the second');
    const other = await two.boot();
    stage.same('the ESP of the second disk booted', await other.must(booted), second);
    await bind(other, stage);
    await mirrorNewVersion(other, stage, '6.12.3');
    await two.ask(other, 'disk1');
    await other.powerOff();
    stage.say('the second disk is taken away');
    await bootAlone(two, 'disk0', '6.12.3', first, stage);
  },
};

async function bind(guest: Guest, { same, check }: Stage): Promise<void> {
  const { status, stdout, stderr } = await guest.run('esp-which | esp-bind');
  same('esp-bind puts it on /boot', [status, stderr], [0, '']);
  const source = await guest.must('findmnt --noheadings --output PARTUUID /boot | tr -d "\\n"');
  same('/boot is the ESP that booted', source, await guest.must(booted));
  const again = await guest.run('esp-which | esp-bind && findmnt --noheadings /boot | wc -l | tr -d "\\n"');
  same('esp-bind does nothing the second time', [again.status, again.stdout.slice(-1)], [0, '1']);
  check('its output is a set', stdout.startsWith('#ROLE'), stdout);
}

async function mirrorNewVersion(guest: Guest, { same, check, say }: Stage, version: string): Promise<void> {
  await guest.must(installVersion('/boot', version));
  const { status, stdout, stderr } = await guest.run('esp-which | esp-mirror --json');
  same(`esp-mirror brings ${version} to the other disk`, [status, stderr], [0, '']);
  say(stdout.trim());
  const other = await guest.must('esp-which --mirrors --no-header --output mountpoint | tr -d "\\n"');
  same('both ESPs are equal', await guest.must(listTree(other)), await guest.must(listTree('/boot')));
  const again = await guest.run('esp-which | esp-mirror --no-header --output state');
  check('esp-mirror finds nothing to do then', again.status === 0 && again.stdout.trim() === 'same', again);
}

async function bootAlone(
  machine: Machine,
  disk: string,
  version: string,
  partuuid: string,
  { same }: Stage,
): Promise<void> {
  const guest = await machine.boot({ disks: [disk] });
  same(`${disk} boots alone, with ${version}`, await guest.must(bootedVersion), version);
  same('esp-which names its ESP', await guest.must(booted), partuuid);
  await guest.powerOff();
}
