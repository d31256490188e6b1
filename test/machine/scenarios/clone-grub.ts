import { guideCommands } from '../../support/guide-commands.ts';
import type { Guest } from '../guest/boot.ts';
import { grubDisk, grubDiskIds } from '../guest/grub-disk.ts';
import { installation } from '../guest/installed.ts';
import { keepDebianKernel, makeDeb, prepareDebian } from '../guest/packages.ts';
import type { Scenario } from '../scenario.ts';
import { pullDisk, rootUuid, searchFor } from '../stories/alone.ts';

const version = '6.12.999';
const newIds = 'lsblk --noheadings --list --output UUID,PARTUUID /dev/vdb | xargs';
const kernel = "sed -n 's/^BOOT_IMAGE=\\([^ ]*\\) .*/\\1/p' /proc/cmdline | tr -d '\\n'";

/** What the machine is booted by. */
const naming = '/proc/cmdline /etc/default/grub /boot/grub/*.cfg /boot/grub/grubenv /boot/efi/EFI/*/grub.cfg';
const mounted = ['/', '/boot/efi'];

/** The timer's unit has copied the new kernel and the menu that has it. */
const inStep = `for i in {1..1000}; do
  [ "$(systemctl is-active root-clone.service)" = inactive ] && grep -q ${version} /mnt/root1/boot/grub/grub.cfg && exit 0
  ! systemctl is-failed --quiet root-clone.service || break
  sleep 1
done; journalctl --quiet --output=cat --unit=root-clone.service; exit 1`;

export const scenario: Scenario = {
  title: 'a spare disk for Debian with GRUB, by the commands of the guide; each disk away',
  async play(stage) {
    const { same, check, say } = stage;
    const machine = await stage.machine(grubDisk());
    const first = await machine.boot();
    same('GRUB booted the first disk', await first.must(rootUuid), grubDiskIds.root.uuid);
    await first.must('mkdir -p /srv/data && echo one >/srv/data/file && sync');
    await first.must(await installation('--hooks', 'debian'));
    for (const line of guideCommands('spare-disk.md', 'grub')) {
      const command = line.replaceAll('/dev/sd', '/dev/vd');
      const { status, stdout, stderr } = await first.run(command);
      check(command, status === 0, stdout + stderr);
      if (command.startsWith('root-clone')) say(`${stdout}${stderr}`.trim());
    }
    const fresh = (await first.must(newIds)).trim().split(/\s+/);
    const old = Object.values(grubDiskIds).flatMap(({ partuuid, uuid }) => [partuuid, uuid]);

    say('a kernel is installed');
    await first.must(keepDebianKernel);
    await first.must(prepareDebian(version));
    await first.must(makeDeb(version, '/boot'));
    const apt = await first.run('apt-get -qq --yes install /root/linux.deb');
    check('apt-get install ends well', apt.status === 0, apt);
    const copied = await first.run(inStep);
    check('the unit of the guide brings it to the spare disk', copied.status === 0, copied);
    same(
      'nothing on it names the first disk but the rows for that, the initrds included',
      await first.must(searchFor(old)),
      '',
    );
    await first.must('umount --recursive /mnt/root1');
    await first.powerOff();

    const look = async (guest: Guest) => {
      same('it boots what was installed last', await guest.must(kernel), `/boot/vmlinuz-${version}`);
      same('what was on the first disk is there', await guest.must('cat /srv/data/file'), 'one\n');
    };
    const facts = { naming, mounted, look };
    await pullDisk(machine, { ...facts, away: 'first', stays: 'disk1', own: fresh, others: old }, stage);
    await pullDisk(machine, { ...facts, away: 'second', stays: 'disk0', own: old, others: fresh }, stage);

    say('the first disk is away, and the firmware has forgotten its boot entries');
    machine.forgetVariables();
    const found = await machine.boot({ disks: ['disk1'] });
    check('the root is the second disk', fresh.includes(await found.must(rootUuid)), fresh);
    await found.powerOff();
  },
};
