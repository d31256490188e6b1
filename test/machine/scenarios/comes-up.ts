import { machineId } from '../guest/configure.ts';
import { twoDisks } from '../guest/disk-spec.ts';
import { faultsOf } from '../guest/verdict.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { comesUp } from '../stories/comes-up.ts';

/** How long a machine is waited for that is not to come up; on a quiet host one that does takes a tenth of it. */
const patience = 240;

/** A machine that is spoiled, and by which link it then does not come up. */
interface Spoiling {
  readonly what: string;
  readonly script: string;
  readonly link: string;
}

const kernel = `/efi1/${machineId}/6.12.1/linux`;
const spoilings: readonly Spoiling[] = [
  {
    what: "a row without nofail for the first disk's ESP",
    script: "sed -i '/\\/efi0/s/nofail,\\?//' /etc/fstab && systemctl daemon-reload",
    link: 'mounts',
  },
  { what: 'a kernel that is gone from the mirror', script: `rm ${kernel}`, link: 'entries' },
  {
    what: 'loaders on the mirror that are cut',
    script:
      'for file in /efi1/EFI/BOOT/BOOTX64.EFI /efi1/EFI/systemd/systemd-bootx64.efi; do truncate -s 20000 "$file"; done',
    link: 'loader',
  },
];

export const scenario: Scenario = {
  title: 'what esp-check says before a disk is pulled, and what happens then',
  async play(stage: Stage) {
    const { same, check, say } = stage;
    const machine = await stage.machine(twoDisks());
    const first = await machine.boot();
    await first.must('esp-which | esp-mirror');
    const healthy = await machine.ask(first, 'disk0');
    same('nothing is wrong with the mirror', faultsOf(healthy), []);
    for (const each of healthy.checks) say(`${each.check} ${each.state}: ${each.why}`);
    const { stdout: summary } = await first.run('esp-which | esp-check --summary');
    say(summary.trim());
    const { stdout: welcome, status } = await first.run('script -qec twinroot /dev/null');
    check('without a word, on a terminal, twinroot says so', welcome.includes('Yes. What you may do next'));
    same('and its status is that of the check', status, 0);
    await first.powerOff();
    const compare = async (title: string, isNo: boolean) => {
      const isUp = await comesUp(machine.fork(title), { disks: ['disk1'], seconds: patience });
      check(`${title}: it ${isNo ? 'does not come' : 'comes'} up`, isUp !== isNo);
    };
    await compare('as it was', false);
    for (const { what, script, link } of spoilings) {
      const spoiled = await machine.boot();
      await spoiled.must(script);
      const found = faultsOf(await machine.ask(spoiled, 'disk0'));
      same(
        `${what}: ${link} says no`,
        found.map((each) => each.check),
        [link],
      );
      await spoiled.powerOff();
      await compare(what, found.length > 0);
      const mended = await machine.boot();
      const [fault] = faultsOf(await machine.ask(mended, 'disk0'));
      say(`${fault?.why}: ${fault?.fix}`);
      const fixed = await mended.run(fault?.fix ?? 'false');
      same('the command that it names works as printed', fixed.status, 0);
      const left = faultsOf(await machine.ask(mended, 'disk0'));
      same('and nothing is wrong any more', left, []);
      await mended.powerOff();
      await compare(`${what}, mended`, left.length > 0);
    }
  },
};
