import { guideCommands } from '../../support/guide-commands.ts';
import { type MachineSpec, partuuids, twoDisks } from '../guest/disk-spec.ts';
import { bootedEsp, bootedVersion, installVersion, listTree } from '../guest/esp.ts';
import type { Scenario } from '../scenario.ts';
import { mirror } from '../stories/spare.ts';

const [dead, left] = partuuids;
const spec: MachineSpec = {
  name: 'two-and-a-blank',
  disks: [...twoDisks().disks, { name: 'blank', mebibytes: 1200, partitions: [] }],
};

/** A command of the guide, with the disks as this machine has them. */
const inGuest = (command: string) => command.replaceAll('/dev/sd', '/dev/vd');

const registered = (place: string, key: string) =>
  `sed -n 's/^${key}  *esp  *\\([0-9a-f-]*\\).*/\\1/p' ${place}/loader/esp-sync | sort`;

export const scenario: Scenario = {
  title: 'a dead disk is replaced by a blank one, which then boots alone',
  async play(stage) {
    const { same, check, say } = stage;
    const machine = await stage.machine(spec);
    const both = await machine.boot({ disks: ['disk0', 'disk1'] });
    await mirror(both, 'same', stage);
    await machine.ask(both, 'disk0');
    await both.powerOff();

    say('the first disk is dead for good; a blank one takes its place');
    const guest = await machine.boot({ disks: ['disk1', 'blank'] });
    same('the other one has booted', await guest.must(bootedEsp), left);
    await guest.must(installVersion('/efi1', '6.12.2'));
    same(
      'the dead one is known, and missing',
      (await guest.must(`esp-which --no-header -o state,partuuid | sed -n 's/^missing *//p'`)).trim(),
      dead,
    );
    for (const line of guideCommands('replace-disk.md', 'btrfs')) {
      const command = inGuest(line);
      const { status, stdout, stderr } = await guest.run(command);
      check(command, status === 0, stdout + stderr);
      say(`${stdout}${stderr}`.trim());
    }
    const esp = (await guest.must('lsblk --noheadings --output PARTUUID /dev/vdb1')).trim();
    for (const place of ['/efi0', '/efi1']) {
      same(
        `who is in the set, on ${place}`,
        (await guest.must(registered(place, 'member'))).trim().split('\n'),
        [esp, left].sort(),
      );
      same(`who has left it`, (await guest.must(registered(place, 'gone'))).trim(), dead);
    }
    same('nothing of the dead one is in fstab', (await guest.run(`grep ${dead} /etc/fstab`)).status, 1);
    same('both ESPs are equal', await guest.must(listTree('/efi0')), await guest.must(listTree('/efi1')));
    await mirror(guest, 'same', stage);
    await machine.ask(guest, 'disk1');
    await guest.powerOff();

    say('the new disk alone; the firmware has no entry for it, and finds EFI/BOOT');
    const alone = await machine.fork('alone').boot({ disks: ['blank'] });
    same('it boots, with the newest version', await alone.must(bootedVersion), '6.12.2');
    same('esp-which names its ESP', await alone.must(bootedEsp), esp);
    same(
      'the other one is known, and missing',
      (await alone.must(`esp-which --no-header -o state,partuuid | sed -n 's/^missing *//p'`)).trim(),
      left,
    );
    await alone.powerOff();
  },
};
