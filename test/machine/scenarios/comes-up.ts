import { BootError, type Guest } from '../guest/boot.ts';
import { machineId } from '../guest/configure.ts';
import { twoDisks } from '../guest/disk-spec.ts';
import type { Machine } from '../guest/machine.ts';
import type { Scenario, Stage } from '../scenario.ts';

/** How long a machine is waited for that is not to come up; on a quiet host one that does takes a tenth of it. */
const patience = 240;

interface Check {
  readonly check: string;
  readonly state: string;
  readonly why: string;
  readonly fix: string | null;
}

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

/** What esp-check says of the mirror when the first disk is lost. */
async function ask(guest: Guest): Promise<readonly Check[]> {
  const { stdout } = await guest.run('esp-which | esp-check --without /dev/vda --json');
  return JSON.parse(stdout).checks;
}

const faults = (checks: readonly Check[]) =>
  checks.filter(({ check, state }) => check !== 'verdict' && state === 'fail');

/** Whether the machine comes up from the second disk alone. */
async function comesUp(machine: Machine, title: string): Promise<boolean> {
  try {
    const alone = await machine.fork(title).boot({ disks: ['disk1'], seconds: patience });
    await alone.powerOff();
    return true;
  } catch (error) {
    if (error instanceof BootError) return false;
    throw error;
  }
}

export const scenario: Scenario = {
  title: 'what esp-check says before a disk is pulled, and what happens then',
  async play(stage: Stage) {
    const { same, check, say } = stage;
    const machine = await stage.machine(twoDisks());
    const first = await machine.boot();
    await first.must('esp-which | esp-mirror');
    const healthy = await ask(first);
    same('nothing is wrong with the mirror', faults(healthy), []);
    for (const each of healthy) say(`${each.check} ${each.state}: ${each.why}`);
    const { stdout: summary } = await first.run('esp-which | esp-check --summary');
    say(summary.trim());
    await first.powerOff();
    let [agreed, falseYes, falseNo] = [0, 0, 0];
    const compare = async (title: string, isNo: boolean) => {
      const isUp = await comesUp(machine, title);
      check(`${title}: it ${isNo ? 'does not come' : 'comes'} up`, isUp !== isNo);
      if (isUp !== isNo) agreed += 1;
      else if (isUp) falseNo += 1;
      else falseYes += 1;
    };
    await compare('as it was', false);
    for (const { what, script, link } of spoilings) {
      const spoiled = await machine.boot();
      await spoiled.must(script);
      const found = faults(await ask(spoiled));
      same(
        `${what}: ${link} says no`,
        found.map((each) => each.check),
        [link],
      );
      await spoiled.powerOff();
      await compare(what, found.length > 0);
      const mended = await machine.boot();
      const [fault] = faults(await ask(mended));
      say(`${fault?.why}: ${fault?.fix}`);
      const fixed = await mended.run(fault?.fix ?? 'false');
      same('the command that it names works as printed', fixed.status, 0);
      const left = faults(await ask(mended));
      same('and nothing is wrong any more', left, []);
      await mended.powerOff();
      await compare(`${what}, mended`, left.length > 0);
    }
    say(`${agreed} agreements, ${falseYes} false yes, ${falseNo} false no`);
  },
};
