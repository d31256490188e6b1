import { guideCommands } from '../../support/guide-commands.ts';
import { type MachineSpec, partuuids, twoDisks } from '../guest/disk-spec.ts';
import { bootedEsp, bootedVersion, installVersion, listTree } from '../guest/esp.ts';
import type { Scenario } from '../scenario.ts';
import { mirror } from '../stories/spare.ts';

const esp = '4e77d15c-0000-4000-8000-000000000001';
const spec: MachineSpec = {
  name: 'two-and-a-blank',
  disks: [...twoDisks().disks, { name: 'blank', mebibytes: 1200, partitions: [] }],
};

/** sfdisk(8): an ESP with an id that we can name, and the rest for the root. */
const partition = `sfdisk --quiet "$disk" <<END
label: gpt
size=300MiB, type=uefi, uuid=${esp}
size=800MiB, type=linux
END
udevadm settle`;

export const scenario: Scenario = {
  title: 'a dead disk is replaced by a blank one, which then boots alone',
  async play(stage) {
    const { same, say } = stage;
    const machine = await stage.machine(spec);
    say('the second disk is dead; a blank one takes its place');
    const guest = await machine.boot({ disks: ['disk0', 'blank'] });
    const byHand = async (what: string, script: string) => {
      say(`by hand: ${what}`);
      await guest.must(`set -e; disk=$(readlink -f /dev/disk/by-id/virtio-blank)\n${script}`);
    };
    await byHand('partition it', partition);
    await byHand('format its ESP', 'mkfs.vfat -F 32 "$disk"1');
    await byHand(
      'name the new ESP in fstab',
      `sed -i s/${partuuids[1]}/${esp}/ /etc/fstab && systemctl daemon-reload`,
    );
    await byHand('mount it', 'mount /efi1');
    await byHand(
      'give it to the root',
      'btrfs replace start -B -f 2 "$disk"2 / && btrfs balance start -dconvert=raid1,soft -mconvert=raid1,soft -sconvert=raid1,soft -f /',
    );
    // The root is btrfs, on both.
    for (const command of guideCommands('raid.md').filter((each) => each.startsWith('btrfs ')))
      await byHand(`as the guide says: ${command}`, command);
    await guest.must(installVersion('/efi0', '6.12.2'));
    await mirror(guest, 'mirrored', stage);
    same('both ESPs are equal', await guest.must(listTree('/efi1')), await guest.must(listTree('/efi0')));
    await mirror(guest, 'same', stage);
    await guest.powerOff();

    say('the old disk is taken away; the firmware has no entry for the new one, and finds EFI/BOOT');
    const alone = await machine.boot({ disks: ['blank'] });
    same('the new disk boots, with the newest version', await alone.must(bootedVersion), '6.12.2');
    same('esp-which names its ESP', await alone.must(bootedEsp), esp);
    await alone.powerOff();
  },
};
