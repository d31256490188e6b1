import type { Guest } from '../guest/boot.ts';
import { type DiskSpec, type MachineSpec, partuuids } from '../guest/disk-spec.ts';
import { bootedEsp } from '../guest/esp.ts';
import { installation } from '../guest/installed.ts';
import type { Scenario, Stage } from '../scenario.ts';

const [first, second] = partuuids;

const esp = (index: 0 | 1): DiskSpec => ({
  name: `disk${index}`,
  mebibytes: 320,
  partitions: [
    {
      type: 'esp',
      partuuid: partuuids[index],
      mebibytes: 300,
      fat: 32,
      volumeId: `6B7EA83${index}`,
      mountpoint: `/efi${index}`,
      content: 'loader',
    },
  ],
});

/** Two disks with ESPs, and the root on a third: each of the two can go and come back, and the root is one. */
const spec: MachineSpec = {
  name: 'two-and-a-root',
  disks: [
    esp(0),
    esp(1),
    {
      name: 'root',
      mebibytes: 900,
      partitions: [
        {
          type: 'root',
          partuuid: 'c0ffee04-1111-4222-8333-444455556666',
          mebibytes: 800,
          fileSystem: { kind: 'ext4', uuid: '5d0e6a14-9c7b-4f28-8a36-e1b2c3d4f5a7' },
        },
      ],
    },
  ],
};

const variables = '/sys/firmware/efi/efivars';

/** All that the firmware has for booting, as one digest. */
const menu = `cd ${variables} && cat Boot0* BootOrder-* | sha256sum`;

/** What efibootmgr shows of a partition: the number of the option that names the loader on it; it has no part in making it. */
const numberOf = (partuuid: string) =>
  `efibootmgr -v | grep -i ${partuuid} | sed -n 's/^Boot\\(....\\)[* ].*systemd-bootx64.*/\\1/Ip' | tr '\\n' ' '`;
const tells = (key: string) => `efibootmgr | sed -n 's/^${key}: //p' | tr -d '\\n'`;

/** Where an option has its partition, as the kernel has it. */
const places = `for index in 0 1; do
  device=$(findmnt --noheadings --output SOURCE /efi$index | xargs basename)
  printf '%s,0x%x,0x%x\\n' "$(lsblk --nodeps --noheadings --output PARTUUID /dev/$device)" \\
    "$(cat /sys/class/block/$device/start)" "$(cat /sys/class/block/$device/size)"
done`;

const enable = 'systemctl enable --quiet esp-firmware.service esp-drill.service && sync';
/** Waits for a unit of this boot, and says how it is. */
const unit = (name: string) => `systemctl start ${name}; systemctl is-active ${name}`;
const lastBoot = 'tail -n 1 /var/lib/twinroot/boots';

/** One run, and the same once more, which writes nothing. */
async function settled(guest: Guest, wanted: string, stage: Stage, title: string): Promise<void> {
  const run = 'esp-which | esp-firmware --no-header --output state | tr "\\n" " "';
  const { status, stdout, stderr } = await guest.run(run);
  stage.same(`${title}: ${wanted}`, [status, stdout.trim()], [0, wanted]);
  if (stderr !== '') stage.say(stderr.trim());
  const before = await guest.must(menu);
  stage.same(`${title}: the second run finds nothing to do`, (await guest.must(run)).trim(), 'same same');
  stage.same(`${title}: and writes nothing`, await guest.must(menu), before);
}

async function bothAreThere(guest: Guest, { same, check }: Stage, title: string): Promise<readonly string[]> {
  const numbers = [await guest.must(numberOf(first)), await guest.must(numberOf(second))].map((text) =>
    text.trim(),
  );
  check(
    `${title}: efibootmgr shows one option for each disk`,
    numbers.every((each) => /^[0-9A-F]{4}$/.test(each)),
    numbers,
  );
  const order = (await guest.must(tells('BootOrder'))).split(',');
  same(
    `${title}: they are in BootOrder, and neither is the first`,
    numbers.map((number) => order.indexOf(number) > 0),
    [true, true],
  );
  return numbers;
}

export const scenario: Scenario = {
  title: 'boot options for both disks: fresh variables, a drill there and back, a disk pulled and put back',
  async play(stage) {
    const { same, check, say } = stage;
    const machine = await stage.machine(spec);
    machine.forgetVariables();
    say('fresh variables: the firmware finds the removable path');
    const fresh = await machine.boot();
    await fresh.must(`${await installation('--hooks', 'none')}\n${enable}`);
    const before = await fresh.must(tells('BootOrder'));
    await settled(fresh, 'made made', stage, 'fresh');
    const made = await bothAreThere(fresh, stage, 'fresh');
    same(
      'behind what was booted, and nothing else is moved',
      await fresh.must(tells('BootOrder')),
      before.replace(await fresh.must(tells('BootCurrent')), (current) => [current, ...made].join()),
    );
    const shown = (await fresh.must('efibootmgr -v')).toLowerCase();
    for (const place of (await fresh.must(places)).trim().split('\n'))
      check(`an option has ${place}`, shown.includes(`gpt,${place}`), shown);
    say(shown.trim());
    const kept = await fresh.must(menu);
    await fresh.powerOff();

    const both = await machine.boot();
    same('the firmware kept them', await both.must(menu), kept);
    same('the first disk has booted', await both.must(bootedEsp), first);
    same('esp-firmware.service has run', (await both.must(unit('esp-firmware.service'))).trim(), 'active');
    same('and written nothing', await both.must(menu), kept);
    say('a drill from the second disk');
    const asked = await both.run('esp-which | esp-firmware --next /efi1');
    same('it is asked for', asked.status, 0);
    say(asked.stderr.trim());
    same('BootNext', await both.must(tells('BootNext')), made[1]);
    await both.must('esp-firmware --cancel');
    same('it is taken back', await both.must(tells('BootNext')), '');
    await both.must('esp-which | esp-firmware --next /efi1');
    await both.powerOff();

    const there = await machine.boot();
    same('the second disk has booted', await there.must(bootedEsp), second);
    same('by its own option', await there.must(tells('BootCurrent')), made[1]);
    same('esp-drill.service has run', (await there.must(unit('esp-drill.service'))).trim(), 'active');
    const note = JSON.parse(await there.must(lastBoot));
    same('it is noted', [note.member, note.asked, note.drill], [second, second, 'met']);
    await settled(there, 'same same', stage, 'from the second disk');
    await there.powerOff();

    const back = await machine.boot();
    same('the first disk has booted again', await back.must(bootedEsp), first);
    await back.must(unit('esp-drill.service'));
    const plain = JSON.parse(await back.must(lastBoot));
    same('it is noted, too', [plain.member, plain.drill], [first, null]);
    same('each boot since is noted', (await back.must('wc -l </var/lib/twinroot/boots')).trim(), '3');
    // OVMF's own options name places on the bus, and the second disk takes the first one's when that is pulled.
    await back.must(`efibootmgr --quiet --bootorder ${made.join()}`);
    await machine.ask(back, 'disk0');
    await back.powerOff();

    say('the first disk is pulled');
    const alone = await machine.boot({ disks: ['disk1', 'root'] });
    same('the second disk boots', await alone.must(bootedEsp), second);
    same('by its own option', await alone.must(tells('BootCurrent')), made[1]);
    same('esp-firmware.service has run', (await alone.must(unit('esp-firmware.service'))).trim(), 'active');
    const states = await alone.run(
      'esp-which | esp-firmware --no-header --output state | sort | tr "\\n" " "',
    );
    same('nothing is made for what is not there', [states.status, states.stdout.trim()], [0, 'missing same']);
    await alone.powerOff();
    say('it is put back');
    const again = await machine.boot();
    say(`from ${await again.must(bootedEsp)}`);
    same('esp-firmware.service has run', (await again.must(unit('esp-firmware.service'))).trim(), 'active');
    await settled(again, 'same same', stage, 'put back');
    await again.powerOff();

    say('fresh variables once more: the unit makes the options by itself');
    machine.forgetVariables();
    const anew = await machine.boot();
    same('esp-firmware.service has run', (await anew.must(unit('esp-firmware.service'))).trim(), 'active');
    await bothAreThere(anew, stage, 'anew');
    await settled(anew, 'same same', stage, 'anew');
    say((await anew.must('cat /var/lib/twinroot/boot-options')).trim());
    await anew.powerOff();
  },
};
