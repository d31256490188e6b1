import { guideCommands } from '../../support/guide-commands.ts';
import type { Guest } from '../guest/boot.ts';
import { installation } from '../guest/installed.ts';
import { formatOptions, keyFile, luksDisk } from '../guest/luks-disk.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { pullDisk, rootUuid, searchFor } from '../stories/alone.ts';

const bothDisks = ['disk0', 'disk1'];
const ids = (disk: string) =>
  `lsblk --noheadings --list --output UUID,PARTUUID ${disk} | tr -s ' ' '\\n' | grep . | sort -u`;
const luks =
  'lsblk --noheadings --nodeps --output FSTYPE "$(cryptsetup status vda3_crypt | sed -n \'s/^ *device: *//p\')"';

/** What the machine is booted by. */
const naming = '/proc/cmdline /etc/default/grub /boot/grub/*.cfg /boot/grub/grubenv /boot/efi/EFI/*/grub.cfg';
const mounted = ['/', '/boot', '/boot/efi'];

/**
 * A command of the guide in the guest: with its disks, with the option that it wants for an encrypted root, and, where cryptsetup asks
 * at the terminal, with the key file.
 */
function inGuest(command: string): string {
  return command
    .replace(/\bsd(?=[ab])/g, 'vd')
    .replace('--add-peer /mnt/root1', '$& --rebuild-initrd')
    .replace('luksAddKey', `$& ${formatOptions}`)
    .replace(
      '| sh -ex',
      `| sed '/luksFormat/s,</dev/tty,${formatOptions},; s,</dev/tty,--key-file ${keyFile},' | sh -ex`,
    );
}

/** The UUID of what is mounted below the guide's directory, when what fstab has there was mounted at boot. */
const otherRoot = `systemctl start mnt-root1-boot-efi.mount && ${rootUuid.replace(' / ', ' /mnt/root1 ')}`;
const startClone = 'systemctl start root-clone.service';
const saidByClone = 'journalctl --quiet --output=cat --unit=root-clone.service';
const bootClone =
  'efibootmgr --quiet --bootnext "$(efibootmgr | sed -n \'s/^Boot\\([0-9A-F]*\\)\\* Linux (clone).*/\\1/p\')"';

/** The volume is closed, as it is after a boot that nothing opens it in: the unit of the guide says so, and does nothing. */
async function cloneClosed(first: Guest, { check, same }: Stage): Promise<void> {
  await first.must('umount --recursive /mnt/root1 && systemctl stop systemd-cryptsetup@vda3_crypt1.service');
  const { status } = await first.run(startClone);
  const said = await first.must(saidByClone);
  check(
    'the unit fails, and says what is not open',
    status !== 0 && /\/dev\/vdb3 is not open/.test(said),
    said,
  );
  same('and makes nothing', await first.must('find /mnt/root1 -mindepth 1'), '');
  await first.must(`cryptsetup open --key-file ${keyFile} /dev/vdb3 vda3_crypt1`);
  const opened = await first.run(startClone);
  check('when it is open, the unit copies', opened.status === 0, await first.must(saidByClone));
}

export const scenario: Scenario = {
  title: 'a spare disk for an encrypted root with GRUB, by the commands of the guide; each disk away',
  async play(stage) {
    const { same, check, say } = stage;
    const machine = await stage.machine(luksDisk());
    const first = await machine.boot({ disks: bothDisks });
    same('the root is in a LUKS volume', (await first.must(luks)).trim(), 'crypto_LUKS');
    await first.must(await installation('--hooks', 'none'));
    const old = (await first.must(ids('/dev/vda'))).trim().split('\n');
    for (const command of guideCommands('spare-disk.md', 'grub', 'luks').map(inGuest)) {
      const { status, stdout, stderr } = await first.run(command);
      check(command, status === 0, stdout + stderr);
      if (command.startsWith('root-clone')) say(`${stdout}${stderr}`.trim());
    }
    const fresh = (await first.must(ids('/dev/vdb'))).trim().split('\n');
    same(
      'nothing on it names the first disk but the rows for that, the initrd included',
      await first.must(searchFor(old)),
      '',
    );
    await first.must('umount --recursive /mnt/root1');
    await first.powerOff();

    say('both disks are there');
    const again = await machine.boot({ disks: bothDisks });
    const source = await again.must(rootUuid);
    check('the root is on the first disk', old.includes(source), source);
    check('that of the second disk is opened and mounted', fresh.includes(await again.must(otherRoot)));
    await again.must('mkdir -p /srv/data && echo one >/srv/data/file && sync');
    await cloneClosed(again, stage);
    await again.must(bootClone);
    await again.powerOff();
    const clone = await machine.boot({ disks: bothDisks });
    check('the clone was booted', fresh.includes(await clone.must(rootUuid)));
    same('that of the first disk is opened and mounted', await clone.must(otherRoot), source);
    await clone.powerOff();

    const look = async (guest: Guest) => {
      same('it is in a LUKS volume', (await guest.must(luks)).trim(), 'crypto_LUKS');
      same('what was on the first disk is there', await guest.must('cat /srv/data/file'), 'one\n');
    };
    const facts = { naming, mounted, look };
    await pullDisk(machine, { ...facts, away: 'first', stays: 'disk1', own: fresh, others: old }, stage);
    await pullDisk(machine, { ...facts, away: 'second', stays: 'disk0', own: old, others: fresh }, stage);
  },
};
