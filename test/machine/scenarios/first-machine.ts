import { guideCommands } from '../../support/guide-commands.ts';
import type { Guest } from '../guest/boot.ts';
import { bootedEsp } from '../guest/esp.ts';
import { liveAndBlank } from '../guest/live-disk.ts';
import { makePackage } from '../guest/make-package.ts';
import { buildTools } from '../guest/tools.ts';
import { faultsOf } from '../guest/verdict.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { bringPackage, inGuest } from '../stories/install-debian.ts';

/** Seconds that a command may take: a root is copied, an initrd is made. */
const patience = 1800;
const installed = ['disk0', 'disk1'];

/** The commands of the guide, in parts that each end with a reboot, which is not among them. */
function partsOfGuide(): readonly (readonly string[])[] {
  const parts: string[][] = [[]];
  for (const command of guideCommands('new-machine.md'))
    if (/^(systemctl )?reboot$/.test(command)) parts.push([]);
    else parts.at(-1)?.push(command);
  return parts;
}

/** Runs commands of the guide one by one; each has to end well, and esp-check to say of both disks that they boot alone. */
async function follow(guest: Guest, commands: readonly string[], { check, say }: Stage): Promise<void> {
  for (const command of commands) {
    const { script, instead } = inGuest(command);
    const { status, stdout, stderr } = await guest.run(script, patience);
    const isAnswer = command.includes('esp-check --summary');
    const alone = stdout.match(/^\/efi[01] \(\S+\) boots alone(?=$|;)/gm)?.length ?? 0;
    check(
      instead === null ? command : `in the place of ${command}: ${instead}`,
      status === 0 && (!isAnswer || alone === 2),
      { status, stdout, stderr },
    );
    if (isAnswer || /esp-firmware|esp-which"?$/.test(command)) say(`${stdout}${stderr}`.trim());
  }
}

export const scenario: Scenario = {
  title: 'two blank disks: by the guide, from a live system, to a machine that boots from each of them alone',
  async play(stage) {
    const { same, check, say } = stage;
    const tools = await buildTools(stage.directory, { packages: await makePackage(stage.directory) });
    const machine = await stage.machine(liveAndBlank());
    const [installing = [], asking = [], mending = [], ...more] = partsOfGuide();
    same('the guide reboots twice', more, []);

    const live = await machine.boot({ tools });
    await live.must(bringPackage);
    await follow(live, installing, stage);
    const named = await live.must("efibootmgr | grep --count 'Guest live'");
    same('no boot option but its own is named after the live system', named.trim(), '1');
    await live.powerOff();

    const both = await machine.boot({ tools, disks: installed });
    const first = await both.must(bootedEsp);
    await follow(both, asking, stage);
    await both.powerOff();

    const drilled = await machine.boot({ tools, disks: installed });
    const second = await drilled.must(bootedEsp);
    check('the drill boots the other disk', second !== first && second !== '', { first, second });
    const withoutFirst = await machine.ask(drilled, 'disk0');
    same('nothing is in the way of a boot without the first one', faultsOf(withoutFirst), []);
    same('which comes up', withoutFirst.answer, 'yes');
    await drilled.powerOff();

    say('the first disk is pulled');
    const alone = await machine.boot({ tools, disks: ['disk1'] });
    same('the second one boots alone', await alone.must(bootedEsp), second);
    await alone.powerOff();

    say('it is back, and brought up to date');
    const mended = await machine.boot({ tools, disks: installed });
    await follow(mended, mending, stage);
    const withoutSecond = await machine.ask(mended, 'disk1');
    same('nothing is in the way of a boot without the second one', faultsOf(withoutSecond), []);
    same('which comes up', withoutSecond.answer, 'yes');
    await mended.powerOff();

    say('the second disk is pulled');
    const other = await machine.boot({ tools, disks: ['disk0'] });
    same('the first one boots alone', await other.must(bootedEsp), first);
    await other.powerOff();
  },
};
