import { twoDisks } from '../guest/disk-spec.ts';
import { bootedVersion, installVersion, listTree } from '../guest/esp.ts';
import { installation } from '../guest/installed.ts';
import type { Scenario } from '../scenario.ts';

/** Where the ESP of the SATA disk is, and that of the other. */
const mirrorLink = '/dev/disk/by-partuuid/7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b';

/** As the kernel sees it when a cable is pulled, and put in again. Source: Linux drivers/scsi/scsi_sysfs.c. */
const unplug = `disk=$(lsblk --noheadings --output PKNAME ${mirrorLink}) && echo 1 >"/sys/block/$disk/device/delete" && udevadm settle && test ! -e ${mirrorLink}`;
const plug = `for host in /sys/class/scsi_host/*/scan; do echo - - - >"$host"; done
for i in {1..120}; do test -e ${mirrorLink} && break; sleep 0.5; done; test -e ${mirrorLink}`;

/** The units write no report: here it is looked for in the journal. */
const withReport = `for unit in esp-watch esp-mirror; do
  mkdir -p /etc/systemd/system/$unit.service.d
  printf '[Service]\\nStandardOutput=journal\\n' >/etc/systemd/system/$unit.service.d/report.conf
done
systemctl daemon-reload`;

/** Waits until esp-mirror has said what became of the mirror for so many times, whoever ran it. */
const untilState = (state: string, count: number) => `for i in {1..600}; do
  [ "$(journalctl --quiet --output=cat --unit=esp-watch.service --unit=esp-mirror.service | grep -c '^[0-9a-f-]* *${state} ')" -ge ${count} ] && exit 0
  sleep 0.5
done; exit 1`;

const failedUnits = 'systemctl list-units --failed --no-legend --plain | cut -d" " -f1 | sort | tr "\\n" " "';

export const scenario: Scenario = {
  title: 'the mirror is unplugged and plugged in again while the watcher runs',
  async play({ machine: build, same, check, say }) {
    const machine = await build(twoDisks({ name: 'nvme-sata', buses: ['nvme', 'sata'] }));
    const guest = await machine.boot();
    await guest.must(`${await installation()}
${withReport}
systemctl start multi-user.target esp-bind.service esp-watch.service`);
    check('what is there is compared at the start', (await guest.run(untilState('same', 1))).status === 0);

    say('unplugged');
    await guest.must(unplug);
    await guest.must(installVersion('/boot', '6.12.2'));
    check('a change finds it missing', (await guest.run(untilState('missing', 1))).status === 0);
    say((await guest.run('findmnt --noheadings /efi1; ls -A /efi1')).stdout.trim());
    await guest.run('umount --lazy /efi1');
    same('nothing is written below its mount point', await guest.must('ls -A /efi1'), '');
    same('which is no failure', (await guest.must(failedUnits)).trim(), '');

    say('plugged in again');
    await guest.must(plug);
    // Its mount is gone with it: each run looks the members up again.
    check(
      'what it has missed is mirrored at once',
      (await guest.run(untilState('mirrored', 1))).status === 0,
    );
    await guest.must(installVersion('/boot', '6.12.3'));
    check('the next change is mirrored', (await guest.run(untilState('mirrored', 2))).status === 0);
    await guest.run('while systemctl is-active --quiet esp-mirror.service; do sleep 0.5; done');
    same('the watcher runs', (await guest.must('systemctl is-active esp-watch')).trim(), 'active');
    same('no unit has failed', (await guest.must(failedUnits)).trim(), '');
    say(
      (
        await guest.run('journalctl --quiet --output=cat --unit=esp-watch --unit=esp-mirror | tail -n 20')
      ).stdout.trim(),
    );
    say('without the watcher, and with the timer: unplugged and plugged in again');
    await guest.must('systemctl stop esp-watch.service; systemctl enable --quiet esp-mirror.timer');
    await guest.must(unplug);
    await guest.must(installVersion('/boot', '6.12.4'));
    await guest.must(plug);
    check('the rule has it mirrored', (await guest.run(untilState('mirrored', 3))).status === 0);

    const booted = await guest.must(listTree('/efi0'));
    await guest.must(`systemctl stop esp-watch.service; mount ${mirrorLink} /efi1`);
    same('both ESPs are equal', await guest.must(listTree('/efi1')), booted);
    await guest.powerOff();

    const alone = await machine.fork('alone').boot({ disks: ['disk1'] });
    same('its disk alone boots the newest version', await alone.must(bootedVersion), '6.12.4');
    await alone.powerOff();
  },
};
