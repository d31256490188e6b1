import type { Guest } from '../guest/boot.ts';
import { partuuids, twoDisks } from '../guest/disk-spec.ts';
import { bootedEsp, installVersion, listTree } from '../guest/esp.ts';
import { installation } from '../guest/installed.ts';
import type { Scenario, Stage } from '../scenario.ts';

/** Waits until both ESPs are equal, for a minute at most; both are mounted. */
const untilEqual = `for i in {1..600}; do
  diff -rq --exclude=random-seed /efi0 /efi1 >/dev/null && exit 0
  sleep 0.5
done
diff -rq /efi0 /efi1 >&2; exit 1`;

const failedUnits = 'systemctl list-units --failed --no-legend --plain | cut -d" " -f1 | sort | tr "\\n" " "';
const messages = (unit: string) => `journalctl --quiet --output=cat --priority=err --unit=${unit}`;

async function looksWell(guest: Guest, title: string, { same, say }: Stage): Promise<void> {
  same(`${title}: no unit has failed`, (await guest.must(failedUnits)).trim(), '');
  const errors = (
    await guest.run(`${messages('esp-watch')}; ${messages('esp-mirror')}; ${messages('esp-bind')}`)
  ).stdout;
  same(`${title}: no error`, errors.trim(), '');
  say(
    (
      await guest.run(
        'systemd-cgls --no-pager -u esp-watch.service; systemctl show -P MemoryCurrent esp-watch',
      )
    ).stdout.trim(),
  );
}

async function failure(guest: Guest, { same, check, say }: Stage): Promise<void> {
  say('the mirror cannot be written');
  await guest.must('mount -o remount,ro /efi1');
  await guest.must(installVersion('/boot', '6.12.4'));
  const seen = `for i in {1..600}; do
  systemctl is-failed --quiet esp-mirror && ${messages('twinroot-alert@esp-mirror.service.service')} | grep -q 'esp-mirror.service failed' && exit 0
  sleep 0.5
done; exit 1`;
  check(
    'esp-mirror.service has failed, and the alert is in the journal',
    (await guest.run(seen)).status === 0,
  );
  same('systemctl --failed names it alone', (await guest.must(failedUnits)).trim(), 'esp-mirror.service');
  same('the watcher goes on', (await guest.must('systemctl is-active esp-watch')).trim(), 'active');
  await guest.must('mount -o remount,rw /efi1');
  await guest.must(installVersion('/boot', '6.12.5'));
  check('the next change is mirrored, and the one before', (await guest.run(untilEqual)).status === 0);
  await guest.must('systemctl start esp-mirror.service');
  same('a run that succeeds takes the failure away', (await guest.must(failedUnits)).trim(), '');
}

export const scenario: Scenario = {
  title: 'the units: bound at boot, watched, stopped and shut down in the middle of a change, a failure',
  async play(stage) {
    const { same, check, say } = stage;
    const machine = await stage.machine(twoDisks());
    const first = await machine.boot();
    await first.must(`${await installation()}
sed -i 's/device-timeout=10s/device-timeout=300s/' /etc/fstab
systemctl enable --quiet esp-bind.service esp-watch.service esp-mirror.timer
sync`);
    await first.powerOff();

    const guest = await machine.boot();
    await guest.must('systemctl start multi-user.target esp-watch.service');
    same(
      '/boot is the booted ESP',
      await guest.must('findmnt --noheadings --first-only --output PARTUUID /boot | tr -d "\\n"'),
      partuuids[0],
    );
    same('esp-which names it', await guest.must(bootedEsp), partuuids[0]);
    await guest.must(installVersion('/boot', '6.12.2'));
    const followed = await guest.run(untilEqual);
    check('a change is mirrored', followed.status === 0, followed.stderr);
    await looksWell(guest, 'with both mounted', stage);

    say('the mirror is not mounted');
    await guest.must('umount /efi1');
    await guest.must(installVersion('/boot', '6.12.3'));
    await guest.must('sleep 20; systemctl start esp-mirror.service');
    same('nothing was written below its mount point', await guest.must('ls -A /efi1'), '');
    await guest.must('mount /efi1');
    check('it was mirrored in a namespace of its own', (await guest.run(untilEqual)).status === 0);
    say(
      (
        await guest.run('journalctl --quiet --output=cat --unit=esp-watch --unit=esp-mirror | tail -n 20')
      ).stdout.trim(),
    );

    await failure(guest, stage);

    say('stopped in the middle of a change');
    await guest.must(`${installVersion('/boot', '6.12.6')}\nsystemctl stop esp-watch.service`);
    same('it ended well', (await guest.must('systemctl show -P Result esp-watch.service')).trim(), 'success');
    same('and has mirrored', await guest.must(listTree('/efi1')), await guest.must(listTree('/efi0')));

    say('shut down in the middle of a change');
    await guest.must(
      'systemctl start esp-watch.service; sleep 10; systemctl disable --quiet esp-watch.service; sync',
      60,
    );
    await guest.must(installVersion('/boot', '6.12.7'));
    await guest.powerOff();
    const later = await machine.boot();
    same(
      'what was pending is on the mirror',
      await later.must(listTree('/efi1')),
      await later.must(listTree('/efi0')),
    );
    same(
      'the disk was shut down well',
      (await later.must('ls /efi0/loader/entries | grep -c 6.12.7')).trim(),
      '1',
    );
    await later.powerOff();
  },
};
