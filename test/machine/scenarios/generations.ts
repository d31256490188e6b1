import type { Guest } from '../guest/boot.ts';
import { machineId } from '../guest/configure.ts';
import { twoDisks } from '../guest/disk-spec.ts';
import { makeGenerations } from '../guest/generations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp } from '../stories/comes-up.ts';

const [first, second, broken] = [
  '20260101000000AAAAaaaa',
  '20260102000000BBBBbbbb',
  '20260103000000CCCCcccc',
] as const;

/** The last one has an init that ends. */
const make = makeGenerations(
  [first, second, broken],
  `rm snapshots/${broken}/@/sbin/init
printf '#!/bin/sh\\necho this init ends >/dev/console\\nexit 1\\n' >snapshots/${broken}/@/sbin/init
chmod 755 snapshots/${broken}/@/sbin/init`,
);

const booted = 'cat /etc/generation; findmnt --noheadings --output FSROOT /';
const rootOf = (id: string) => `${id}\n/snapshots/${id}/@\n`;

/** What was booted is found good, as systemd-bless-boot(8) does where the ESP is in its usual place. */
const bless = (id: string) =>
  `for esp in /efi0 /efi1; do cd $esp/loader/entries; mv ${machineId}-gen-${id}+*.conf ${machineId}-gen-${id}.conf; done; sync`;

/** The counters of a generation's entry on an ESP; an empty one: it is good. */
async function countersOf(guest: Guest, esp: string, id: string): Promise<readonly string[]> {
  const names = await guest.must(`ls ${esp}/loader/entries`);
  return names.split('\n').flatMap((name) => {
    const [, own, counter] = /^[0-9a-f]{32}-gen-([^+.]+)(.*)\.conf$/.exec(name) ?? [];
    return own === id && counter !== undefined ? [counter] : [];
  });
}

export const scenario: Scenario = {
  title: 'generations of the root: a switch, falling back without a hand, back to the one before, and once',
  async play(stage) {
    const { check, same, say } = stage;
    const machine = await stage.machine(twoDisks());
    const installer = await machine.boot();
    await installer.must(make);
    say(await installer.must('gen-list'));
    say(await installer.must(`gen-switch ${first}`));
    await installer.powerOff();

    say('a generation that was made by hand');
    const one = await machine.boot();
    same('it boots', await one.must(booted), rootOf(first));
    same('the booted disk has one try less', await countersOf(one, '/efi0', first), ['+2-1']);
    await one.must(bless(first));

    say('one whose init ends');
    say(await one.must(`gen-switch ${broken}`));
    same('it is on the other disk, too', await countersOf(one, '/efi1', broken), ['+3']);
    await one.powerOff();
    for (const tries of [1, 2, 3]) check(`try ${tries} does not come up`, !(await comesUp(machine)));
    const back = await machine.boot();
    same('the one before boots without a hand', await back.must(booted), rootOf(first));
    same('and the other is bad', await countersOf(back, '/efi0', broken), ['+0-3']);

    say('back by hand, and to another one');
    await back.must(`gen-switch ${first} && gen-switch ${second}`);
    await back.powerOff();
    const two = await machine.boot();
    same('the second one boots', await two.must(booted), rootOf(second));
    await two.must(bless(second));
    await two.must('gen-switch --previous');
    await two.powerOff();
    const previous = await machine.boot();
    same('--previous: the first one boots', await previous.must(booted), rootOf(first));

    say('for one boot only');
    await previous.must(`gen-switch --next-boot ${second}`);
    await previous.powerOff();
    const once = await machine.boot();
    same('the second one boots once', await once.must(booted), rootOf(second));
    await once.powerOff();
    const after = await machine.boot();
    same('and then the first one', await after.must(booted), rootOf(first));
    await after.powerOff();

    say('without the first disk');
    const alone = await machine.boot({ disks: ['disk1'] });
    same('the same boots', await alone.must(booted), rootOf(first));
    await alone.powerOff();
  },
};
