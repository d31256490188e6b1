import type { Guest } from '../guest/boot.ts';
import { partuuids, twoDisks } from '../guest/disk-spec.ts';
import { bootedEsp } from '../guest/esp.ts';
import { bootOrder } from '../guest/firmware.ts';
import { installation } from '../guest/installed.ts';
import type { Scenario, Stage } from '../scenario.ts';

/** With both disks. */
const boots = Number(process.env['TWINROOT_BOOTS'] ?? 10);

/**
 * The agent of the tests does not wait for ESPs here: nothing but what is measured may. A boot that waits for a disk that
 * is not there takes a minute.
 */
const install = `sed -i 's/ efi0.mount efi1.mount//' /etc/systemd/system/agent.service
sed -i 's/device-timeout=10s/device-timeout=60s/' /etc/fstab
systemctl enable --quiet esp-bind.service
sync`;

/** What others need, and esp-bind.service does not: it waits for all members then. */
const waitForAll = `sed -i 's/device-timeout=60s/&,x-systemd.before=esp-bind.service/' /etc/fstab && sync`;

const booted = 'findmnt --noheadings --first-only --output PARTUUID /boot | tr -d "\\n"';

/** In seconds since systemd was started: when the unit was begun and had ended, and when the machine was up. */
interface Times {
  readonly begun: number;
  readonly bound: number;
  readonly up: number;
}

async function timesOf(guest: Guest): Promise<Times> {
  const read = 'systemctl show --value --property';
  const text = await guest.must(
    [
      'systemctl start multi-user.target',
      `${read} UserspaceTimestampMonotonic`,
      `${read} InactiveExitTimestampMonotonic esp-bind.service`,
      `${read} ActiveEnterTimestampMonotonic esp-bind.service`,
      `${read} ActiveEnterTimestampMonotonic multi-user.target`,
    ].join('\n'),
  );
  const [start = 0, begun = 0, bound = 0, up = 0] = text.split('\n').map((line) => Number(line) / 1e6);
  return { begun: begun - start, bound: bound - start, up: up - start };
}

async function isRight(guest: Guest, partuuid: string, title: string, { same }: Stage): Promise<void> {
  same(`${title}: /boot is the ESP that booted`, await guest.must(booted), partuuid);
  same(`${title}: esp-which names it`, await guest.must(bootedEsp), partuuid);
}

export const scenario: Scenario = {
  title: 'esp-bind.service: ten boots, disks swapped in between, and one without the mirror',
  async play(stage) {
    const { say, check } = stage;
    const machine = await stage.machine(twoDisks());
    const first = await machine.boot();
    await first.must(`${await installation('--hooks', 'none')}\n${install}`);
    await first.powerOff();
    const both: number[] = [];
    for (let boot = 0; boot < boots; boot += 1) {
      // The cables are swapped every two boots, the boot order before every boot.
      const disks = boot % 4 < 2 ? ['disk0', 'disk1'] : ['disk1', 'disk0'];
      const guest = await machine.boot({ disks });
      const times = await timesOf(guest);
      both.push(times.up);
      if (boot === boots - 1) say((await guest.run('systemd-analyze time')).stdout.trim());
      say(`the unit: ${times.begun.toFixed(1)} to ${times.bound.toFixed(1)} s; up: ${times.up.toFixed(1)} s`);
      const index = boot % 2 === 0 ? 0 : 1;
      await isRight(guest, partuuids[index], `boot ${boot + 1}, ${disks[0]} at the first cable`, stage);
      await guest.must(
        index === 0 ? bootOrder('Guest disk1', 'Guest disk0') : bootOrder('Guest disk0', 'Guest disk1'),
      );
      await guest.powerOff();
    }
    say('the mirror is missing');
    const alone = await machine.boot({ disks: ['disk0'] });
    const times = await timesOf(alone);
    await isRight(alone, partuuids[0], 'without the mirror', stage);
    const usual = Math.max(...both);
    const text = `up after ${times.up.toFixed(1)} s without the mirror, ${usual.toFixed(1)} s at most with it`;
    check(`no boot waits for a missing mirror: ${text}`, times.up < usual + 10, { times, both });
    say(`still waited for: ${(await alone.run('systemctl list-jobs --no-legend')).stdout.trim()}`);
    await alone.must(waitForAll);
    await alone.powerOff();
    say('the mirror is missing, and the lines of fstab have x-systemd.before=esp-bind.service');
    const waiting = await machine.boot({ disks: ['disk0'] });
    const long = await timesOf(waiting);
    await isRight(waiting, partuuids[0], 'with that option', stage);
    say(`up after ${long.up.toFixed(1)} s, and without the option after ${times.up.toFixed(1)} s`);
    await waiting.powerOff();
  },
};
