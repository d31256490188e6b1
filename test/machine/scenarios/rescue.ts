import { guideCommands } from '../../support/guide-commands.ts';
import { machineId } from '../guest/configure.ts';
import { type MachineSpec, partuuids, twoDisks } from '../guest/disk-spec.ts';
import { bootedEsp, bootedVersion, installVersion, listTree } from '../guest/esp.ts';
import { installation } from '../guest/installed.ts';
import type { Scenario } from '../scenario.ts';

const stick = '57a46e70-0000-4000-8000-000000000004';
const spec: MachineSpec = {
  name: 'rescue',
  disks: [
    ...twoDisks({ buses: ['nvme', 'nvme'] }).disks,
    {
      name: 'stick',
      bus: 'stick',
      mebibytes: 310,
      partitions: [
        {
          type: 'esp',
          partuuid: stick,
          mebibytes: 300,
          fat: 32,
          volumeId: '57A46E74',
          mountpoint: null,
          content: 'loader',
        },
      ],
    },
  ],
};

/** The firmware starts from the stick the next time, and only then. */
const stickNext =
  'efibootmgr --quiet --bootnext "$(efibootmgr | sed -n \'s/^Boot\\(....\\)[* ].*Guest stick.*/\\1/p\' | head -n 1)"';

export const scenario: Scenario = {
  title: 'a stick boots, leaves the machine alone, and mends it by the commands of the guide',
  async play(stage) {
    const { same, check, say } = stage;
    const machine = await stage.machine(spec);
    const before = await machine.boot();
    await before.must(await installation());
    await before.must(installVersion('/efi1', '6.12.2'));
    await before.must(`rm -r /efi0/${machineId}; ${stickNext}; sync`);
    await before.powerOff();

    say('the stick boots, with the root and the fstab of the machine');
    const guest = await machine.boot();
    same('esp-which names the stick', await guest.must(bootedEsp), stick);
    const trees = `${listTree('/efi0')}; ${listTree('/efi1')}`;
    const was = await guest.must(trees);
    await guest.run('esp-which | esp-mirror');
    same('the ESPs of the machine are as they were', await guest.must(trees), was);
    const bound = await guest.run('esp-which | esp-bind');
    check('the stick does not come on /boot', bound.status === 1, bound);
    await guest.must('umount /efi0 /efi1');
    const commands = guideCommands('rescue.md').filter((command) => command !== 'reboot');
    for (const command of commands) {
      const { status, stderr } = await guest.run(command);
      check(command, status === 0, stderr);
    }
    const left = await guest.run('findmnt --noheadings --raw --output TARGET | grep ^/mnt');
    same('nothing is left mounted', left.stdout, '');
    await guest.powerOff();

    say('without the stick, and without the disk that was whole');
    const alone = await machine.boot({ disks: ['disk0'] });
    same('the mended disk boots, with the newest version', await alone.must(bootedVersion), '6.12.2');
    same('esp-which names it', await alone.must(bootedEsp), partuuids[0]);
    await alone.powerOff();
  },
};
