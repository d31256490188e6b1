import type { Guest } from '../guest/boot.ts';
import { machineId } from '../guest/configure.ts';
import { twoDisks } from '../guest/disk-spec.ts';
import { bootedVersion, installVersion } from '../guest/esp.ts';
import { installation } from '../guest/installed.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { mirror } from '../stories/spare.ts';

/** A version with its entry on the first disk, which has so many tries. */
const installCounted = (version: string, tries: number) => {
  const entry = `/efi0/loader/entries/${machineId}-${version}`;
  return `${installVersion('/efi0', version)}\nmv ${entry}.conf ${entry}+${tries}.conf && sync`;
};

/** A check that finds a boot of 6.12.3 bad. */
const healthCheck = `cat >/etc/systemd/system/health.service <<'END'
[Unit]
Before=boot-complete.target
[Service]
Type=oneshot
ExecStart=/bin/sh -c '! grep -qw guest.version=6.12.3 /proc/cmdline'
RemainAfterExit=yes
[Install]
RequiredBy=boot-complete.target
END
systemctl enable --quiet health.service`;

/** What Debian's systemd has, and the guest leaves out to boot quickly. */
const unmask = [
  'systemctl unmask --quiet systemd-bless-boot.service systemd-random-seed.service systemd-boot-random-seed.service',
  'systemctl enable --quiet esp-bind.service esp-bless.service esp-seed.service',
].join('\n');

/** The counters of a version's entry on both disks; an empty one: it is good. */
async function countersOf(guest: Guest, version: string): Promise<readonly string[]> {
  const names = await guest.must('for esp in /efi0 /efi1; do echo $esp; ls $esp/loader/entries; done');
  const pattern = new RegExp(`^(/efi\\d)$|^${machineId}-${version.replaceAll('.', '\\.')}(.*)\\.conf$`);
  return names.split('\n').flatMap((name) => {
    const [, esp, counter] = pattern.exec(name) ?? [];
    return esp ?? counter ?? [];
  });
}

/** Waits until the machine has done all that it does at boot. */
const settled =
  'systemctl is-system-running --wait >/dev/null; systemctl list-jobs --no-legend | grep -v agent || :';

/** When units came to their end, in seconds since boot-complete.target was reached. */
async function sayTimes(guest: Guest, { say }: Stage): Promise<void> {
  const times = await guest.must(`at() { systemctl show -P "$2" "$1"; }
done=$(at boot-complete.target ActiveEnterTimestampMonotonic)
for unit in systemd-bless-boot esp-bless esp-seed; do
  echo "$unit from $(( $(at $unit.service ExecMainStartTimestampMonotonic) - done )) to $(( $(at $unit.service ExecMainExitTimestampMonotonic) - done ))"
done
echo "boot-complete.target at $done, $(systemd-analyze time | head -n 1)"`);
  for (const line of times.trim().split('\n'))
    say(line.replace(/-?\d{4,}/g, (microseconds) => `${(Number(microseconds) / 1e6).toFixed(2)} s`));
}

async function looksWell(guest: Guest, { same, say }: Stage): Promise<void> {
  const failed = 'systemctl list-units --failed --no-legend --plain | cut -d" " -f1 | sort | paste -sd" "';
  same(
    'no unit has failed but the check',
    (await guest.must(failed)).trim().replace('health.service', ''),
    '',
  );
  const told = 'journalctl --quiet --output=cat -u esp-bless -u esp-seed -u systemd-bless-boot | tail -n 20';
  say((await guest.run(told)).stdout.trim());
}

export const scenario: Scenario = {
  title: 'the units: what boots well is blessed on both disks, what does not is bad only where it failed',
  async play(stage) {
    const { same, check, say } = stage;
    const machine = await stage.machine(twoDisks());
    const first = await machine.boot();
    await first.must(`${await installation()}\n${healthCheck}\n${unmask}\nsync`);
    await first.must('cp /efi0/loader/random-seed /efi1/loader/random-seed 2>/dev/null || :; sync');
    await first.must(installCounted('6.12.2', 3));
    await mirror(first, 'mirrored', stage);
    same('both have all tries', await countersOf(first, '6.12.2'), ['/efi0', '+3', '/efi1', '+3']);
    await first.powerOff();

    say('a kernel that boots well');
    const good = await machine.boot();
    await good.must(settled, 300);
    same('the new version boots', await good.must(bootedVersion), '6.12.2');
    same('it is good on both disks', await countersOf(good, '6.12.2'), ['/efi0', '', '/efi1', '']);
    await sayTimes(good, stage);
    await looksWell(good, stage);
    const seeds = (await good.must('sha256sum /efi[01]/loader/random-seed | cut -d" " -f1'))
      .trim()
      .split('\n');
    check('each disk has a seed of its own', seeds.length === 2 && seeds[0] !== seeds[1], seeds);
    await mirror(good, 'same', stage);
    await good.must('chmod a-w /efi1/loader/random-seed');
    const refresh = "esp-which | esp-seed --refresh --no-header --output state | tr -d ' ' | paste -sd' '";
    same(
      'a seed with the read-only attribute is left',
      (await good.must(refresh)).trim(),
      'renewed switched-off',
    );
    const left = (await good.must('sha256sum </efi1/loader/random-seed')).split(' ')[0];
    same('to the bit', left, seeds[1]);

    say('a kernel that does not');
    await good.must(installCounted('6.12.3', 1));
    await mirror(good, 'mirrored', stage);
    await good.powerOff();
    const bad = await machine.boot();
    await bad.must(settled, 300);
    same('it is tried', await bad.must(bootedVersion), '6.12.3');
    same('for the last time, on this disk', await countersOf(bad, '6.12.3'), [
      '/efi0',
      '+0-1',
      '/efi1',
      '+1',
    ]);
    await looksWell(bad, stage);
    const byHand = await bad.run('esp-which | esp-bless');
    check('esp-bless says no', byHand.status === 32, byHand);
    await bad.powerOff();

    const back = await machine.boot();
    await back.must(settled, 300);
    same('the one before boots', await back.must(bootedVersion), '6.12.2');
    await mirror(back, 'same', stage);
    same('bad only where it failed', await countersOf(back, '6.12.3'), ['/efi0', '+0-1', '/efi1', '+1']);
    same('good is good', await countersOf(back, '6.12.2'), ['/efi0', '', '/efi1', '']);
    await back.powerOff();
  },
};
