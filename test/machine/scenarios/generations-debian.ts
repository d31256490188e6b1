import { prepareBase } from '../guest/base.ts';
import { liveAndBlank } from '../guest/live-disk.ts';
import { buildTools } from '../guest/tools.ts';
import { prepareUpgrades } from '../guest/upgrades.ts';
import { faultsOf } from '../guest/verdict.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp } from '../stories/comes-up.ts';
import { blessBooted, bootedRoot, installGenerations } from '../stories/install-generations.ts';

/** Seconds that an upgrade may take: an initrd is made. */
const patience = 1800;
const installed = ['disk0', 'disk1'];
const medium = `mkdir -p /run/medium && mount -o ro /dev/disk/by-id/virtio-tools /run/medium && cp -r /run/medium/pool /var/cache/pool`;
const upgrade = `gen-new -- sh -c 'apt-get update && apt-get -y full-upgrade' | gen-switch`;
const unify = `gen-new -- sh -c 'echo layout=uki >/etc/kernel/install.conf' | gen-switch`;
/** An upgrade after which the machine does not come up. */
const spoil = `gen-new -- sh -c 'rm /usr/sbin/init; printf "#!/bin/sh\\nexit 1\\n" >/usr/sbin/init; chmod 755 /usr/sbin/init' | gen-switch`;
const idsOf = "gen-list --no-header --output id | tr '\\n' ' '";
const entriesOf = (esp: string) => `ls ${esp}/loader/entries ${esp}/EFI/Linux | tr '\\n' ' '`;

export const scenario: Scenario = {
  title:
    'a Debian of generations: installed by the guide, upgraded by apt, as a unified kernel image, fallen back, pruned, a disk lost',
  async play(stage) {
    const { check, same, say } = stage;
    const spec = liveAndBlank();
    const tools = await buildTools(stage.directory, { pool: await prepareUpgrades(await prepareBase(spec)) });
    const machine = await stage.machine(spec);
    const live = await machine.boot({ tools });
    const first = await installGenerations(live, stage);
    await live.powerOff();

    const one = await machine.boot({ tools, disks: installed });
    same('what was installed boots', await one.must(bootedRoot), `/snapshots/${first}/@`);
    const before = (await one.must('uname -r')).trim();
    await one.must(blessBooted);

    say('apt upgrades, with a new kernel');
    await one.must(medium);
    const upgraded = await one.run(`export DEBIAN_FRONTEND=noninteractive; ${upgrade}`, patience);
    check('the upgrade ends well', upgraded.status === 0, upgraded.stderr.slice(-3000));
    same('the running root is as it was', (await one.must('ls /lib/modules')).trim(), before);
    const second = (await one.must(idsOf)).trim().split(' ').at(-1) ?? '';
    await one.powerOff();
    const two = await machine.boot({ tools, disks: installed });
    same('the new generation boots', await two.must(bootedRoot), `/snapshots/${second}/@`);
    const release = (await two.must('uname -r')).trim();
    check('with its new kernel', release !== before && /^7\.|^6\.(?!12)/.test(release), release);
    await two.must(blessBooted);

    say('as a unified kernel image');
    const unified = await two.run(unify, patience);
    check('it is built', unified.status === 0, unified.stderr.slice(-3000));
    const image = (await two.must(idsOf)).trim().split(' ').at(-1) ?? '';
    await two.powerOff();
    const three = await machine.boot({ tools, disks: installed });
    same('it boots', await three.must(bootedRoot), `/snapshots/${image}/@`);
    check('by its stub', (await three.run('ls /sys/firmware/efi/efivars/StubInfo-*')).status === 0);
    await three.must(blessBooted);

    say('one that does not come up');
    const spoiled = await three.run(spoil, patience);
    check('it is made', spoiled.status === 0, spoiled.stderr);
    const bad = (await three.must(idsOf)).trim().split(' ').at(-1) ?? '';
    await three.powerOff();
    for (const attempt of [1, 2, 3])
      check(`try ${attempt} does not come up`, !(await comesUp(machine, { tools, disks: installed })));
    const back = await machine.boot({ tools, disks: installed });
    same('the one before boots without a hand', await back.must(bootedRoot), `/snapshots/${image}/@`);

    say('back by hand, and pruned');
    await back.must(`gen-switch ${image} && gen-list | gen-prune --keep 2`);
    same('the oldest ones are gone', (await back.must(idsOf)).trim(), `${image} ${bad}`);
    for (const esp of ['/efi0', '/efi1']) {
      const names = await back.must(entriesOf(esp));
      check(`it has no entry on ${esp}`, !names.includes(first) && names.includes(image), names);
    }
    const verdict = await machine.ask(back, 'disk0');
    check('esp-check: it comes up without the first disk', verdict.answer === 'yes', faultsOf(verdict));
    await back.powerOff();

    say('without the first disk');
    const alone = await machine.boot({ tools, disks: ['disk1'] });
    same('the newest one that works boots', await alone.must(bootedRoot), `/snapshots/${image}/@`);
    same('with its kernel', (await alone.must('uname -r')).trim(), release);
    await alone.powerOff();
  },
};
