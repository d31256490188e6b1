import { guideCommands } from '../../support/guide-commands.ts';
import { bootedVersion, installVersion } from '../guest/esp.ts';
import { installation } from '../guest/installed.ts';
import { oneDisk, oneDiskIds } from '../guest/one-disk.ts';
import type { Scenario } from '../scenario.ts';
import { isClean, rootUuid, standsAlone } from '../stories/alone.ts';

/** The names of disks that the guides use, as the guest has them. */
function asInGuest(command: string): string {
  return command.replaceAll('/dev/sd', '/dev/vd');
}

const newUuids = 'lsblk --nodeps --noheadings --output UUID /dev/vdb1 /dev/vdb2 /dev/vdb3';
const titles = "sed -n 's/^title *//p' /boot/loader/entries/*.conf";

/** What the machine is booted by. */
const naming = '/etc/kernel/cmdline /boot/loader/entries/*.conf /boot/loader/loader.conf';
const mounted = ['/', '/boot', '/efi'];

const cloneAgain = 'root-clone --map /etc/twinroot/spare.map --to /mnt/root1 --add-peer /mnt/root1';

/** What a run says of steps that were not `same`, but for the first, which finds times of directories that it wrote into. */
const thirdRun = `call='${cloneAgain} --no-header --output step,target,state,why'
$call >/dev/null && $call | awk '$3 != "same"'`;

export const scenario: Scenario = {
  title: 'a spare disk by the commands of the guide; the first disk away; the other way round',
  async play(stage) {
    const { same, check, say } = stage;
    const machine = await stage.machine(oneDisk());
    const first = await machine.boot();
    await first.must('mkdir -p /srv/data && echo one >/srv/data/file && sync');
    await first.must(await installation('--hooks', 'debian'));
    // Those for btrfs are run where the root is one (replaced-disk).
    const shown = guideCommands('raid.md').filter((command) => !command.startsWith('btrfs '));
    for (const command of shown) await first.must(command);
    for (const command of guideCommands('spare-disk.md').map(asInGuest)) {
      const { status, stdout, stderr } = await first.run(command);
      check(command, status === 0, stdout + stderr);
      if (command.startsWith('root-clone')) say(`${stdout}${stderr}`.trim());
    }
    const fresh = (await first.must(newUuids)).trim().split('\n');
    const old = Object.values(oneDiskIds).flatMap(({ partuuid, uuid }) => [partuuid, uuid]);
    same('a third run has nothing to do', (await first.must(thirdRun)).trim(), '');

    say('a kernel is updated');
    await first.must(installVersion('/boot', '6.12.2'));
    await first.must(`sed -i "s/UUID=[^ ]*/UUID=$(${rootUuid})/" /boot/loader/entries/*-6.12.2.conf && sync`);
    await first.must('/etc/kernel/postinst.d/zzz-twinroot 6.12.2 /boot/vmlinuz-6.12.2');
    const inStep = await first.run(`for i in {1..1000}; do
      [ "$(systemctl is-active root-clone.service)" = inactive ] && grep -q 6.12.2 /mnt/root1/boot/loader/entries/* && exit 0
      ! systemctl is-failed --quiet root-clone.service || break
      sleep 1
    done; journalctl --quiet --output=cat --unit=root-clone.service; exit 1`);
    check('its unit brings it to the spare disk', inStep.status === 0, inStep);

    say('the source has no boot loader');
    const boot = await first.must('find /boot | sort');
    await first.must('mkdir /run/aside && mv /efi/EFI /run/aside/');
    say((await first.must(`${cloneAgain} --no-header --output step,state,why`)).trim());
    const installed = await first.must('find /mnt/root1/efi/EFI -type f | sort');
    check('the clone gets systemd-boot', /\/EFI\/BOOT\/BOOTX64\.EFI$/im.test(installed), installed);
    same(
      'nothing is made on the boot partition of the running machine',
      await first.must('find /boot | sort'),
      boot,
    );
    await first.must(`mv /run/aside/EFI /efi/ && ${cloneAgain}`);
    await first.must('umount /mnt/root1/efi /mnt/root1/boot /mnt/root1');
    await first.powerOff();

    say('the first disk is away');
    const alone = await machine.boot({ disks: ['disk1'] });
    same('the root is the second disk', await alone.must(rootUuid), fresh[2]);
    await standsAlone(alone, { others: old, naming, mounted }, stage);
    same('it boots what was installed last', await alone.must(bootedVersion), '6.12.2');
    same('its entry is marked', (await alone.must(titles)).startsWith('[clone] '), true);
    same('what was on the first disk is there', (await alone.must('cat /srv/data/file')).trim(), 'one');
    await alone.must('echo two >/srv/data/file && sync');
    await alone.powerOff();

    say('the other way round');
    const both = await machine.boot();
    const entry = "efibootmgr | sed -n 's/^Boot\\([0-9A-F]*\\)\\* Linux (clone).*/\\1/p'";
    await both.must(
      `umount --all-targets --quiet /dev/vdb1 /dev/vdb2 /dev/vdb3; efibootmgr --quiet --bootnext "$(${entry})"`,
    );
    await both.powerOff();
    const clone = await machine.boot();
    same('the clone was booted, with both disks there', await clone.must(rootUuid), fresh[2]);
    const verified = await clone.run('findmnt --verify');
    check('findmnt --verify is clean, with both disks there', isClean(verified), verified);
    await clone.must('disk-map --strict /dev/vdb /dev/vda >/etc/twinroot/spare.map');
    say((await clone.must(`${cloneAgain} --mount`)).trim());
    await clone.powerOff();

    const again = await machine.boot({ disks: ['disk0'] });
    same('the root is the first disk', await again.must(rootUuid), oneDiskIds.root.uuid);
    await standsAlone(again, { others: fresh, naming, mounted }, stage);
    same('its entry is not marked', (await again.must(titles)).includes('[clone]'), false);
    same('what the second disk had is there', (await again.must('cat /srv/data/file')).trim(), 'two');
    await again.powerOff();
  },
};
