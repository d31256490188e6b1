import { readdirSync } from 'node:fs';
import { partuuids, twoDisks } from '../guest/disk-spec.ts';
import { bootedEsp, bootedVersion } from '../guest/esp.ts';
import { makePackage } from '../guest/make-package.ts';
import { keepKernel, makeDeb, prepareDebian, prepareKernelInstall } from '../guest/packages.ts';
import { buildTools } from '../guest/tools.ts';
import type { Scenario } from '../scenario.ts';

/** What the laboratory puts there does not count: only what the package brings. */
const packaged = 'export PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive;';
const medium = '/opt/twinroot/packages';
const equal = 'diff -rq --exclude=random-seed --exclude=esp-sync /efi0 /efi1';
const units =
  "systemctl list-unit-files --no-legend '*esp*' '*twinroot*' '*tree-*' '*gen-upgrade*' '*root-clone*'";
/** All that is named after the project or its commands, but what the laboratory has. */
const traces =
  "find / -xdev \\( -iname '*twinroot*' -o -name 'esp-*' -o -name 'gen-*' -o -name 'tree-mirror*' \\) -not -path '/opt/*' -not -path '/root/*' -not -path '/var/log/*' -not -path '/usr/lib/x86_64-linux-gnu/*' | sort";

export const scenario: Scenario = {
  title:
    'a Debian: the package is installed by apt, the README is followed, a kernel comes, the package goes',
  async play(stage) {
    const { check, same, say } = stage;
    const packages = await makePackage(stage.directory);
    const file = readdirSync(packages).find((name) => name.endsWith('.deb')) ?? '';
    const tools = await buildTools(stage.directory, { packages });
    const machine = await stage.machine(twoDisks());
    const guest = await machine.boot({ tools });
    await guest.must(keepKernel);
    const before = await guest.must(traces);

    say('from nothing to the answer, by the commands of the README');
    const commands = [
      `apt-get -qq --yes install ${medium}/${file}`,
      'esp-which | esp-bind',
      'esp-which | esp-mirror',
      'esp-which | esp-firmware',
      'esp-which | esp-check --summary',
    ];
    for (const command of commands) {
      const { status, stdout, stderr } = await guest.run(`${packaged} ${command}`, 600);
      const answers = stdout.match(/ (?:boots|may or may not boot) alone/g)?.length ?? 0;
      // Whether the root comes up with half of it is not known of the laboratory's initrd, which is nobody's; all else is.
      const isDone = command.includes('--summary') ? answers === 2 : status === 0;
      check(command.replace(medium, '.'), isDone, { status, stdout, stderr });
    }
    const enabled = (await guest.must(units)).split('\n').filter((line) => / enabled /.test(line));
    same('nothing was enabled', enabled, []);

    say('apt brings a kernel');
    await guest.must(prepareKernelInstall('6.12.11'));
    await guest.must(prepareDebian('6.12.11'));
    await guest.must(makeDeb('6.12.11'));
    const kernel = await guest.run(`${packaged} apt-get -qq --yes install /root/linux.deb`, 600);
    check('apt-get install ends well', kernel.status === 0, kernel);
    const { status, stdout } = await guest.run(`ls /efi1/loader/entries; ${equal}`);
    check('it is on the mirror', status === 0 && stdout.includes('6.12.11'), stdout);

    say('the package is removed, and purged');
    const removed = await guest.run(`${packaged} apt-get -qq --yes remove twinroot`, 600);
    check('apt-get remove ends well', removed.status === 0, removed);
    check('no command is left', (await guest.run(`${packaged} command -v esp-mirror twinroot`)).status !== 0);
    await guest.must(`rm -rf /root/deb; ${makeDeb('6.12.12')}`);
    const later = await guest.run(`${packaged} apt-get -qq --yes install /root/linux.deb`, 600);
    check('a kernel that comes then meets nothing of it', later.status === 0 && later.stderr === '', later);
    const purged = await guest.run(`${packaged} apt-get -qq --yes purge twinroot`, 600);
    check('apt-get purge ends well', purged.status === 0, purged);
    same('nothing is left', await guest.must(traces), before);
    await guest.powerOff();

    say('the first disk is away');
    const alone = await machine.boot({ disks: ['disk1'] });
    same('the second disk boots what was mirrored', await alone.must(bootedVersion), '6.12.11');
    same('esp-which names it', await alone.must(bootedEsp), partuuids[1]);
    await alone.powerOff();
  },
};
