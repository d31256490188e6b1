import { guideCommands } from '../support/guide-commands.ts';
import type { DemoStage } from './demo-stage.ts';
import type { Guest } from './guest/boot.ts';
import { partuuids } from './guest/disk-spec.ts';
import type { Machine } from './guest/machine.ts';

const ask = 'esp-which | esp-check --summary';
/** The second disk, and a blank one in the place of the first. */
const without = ['disk1', 'blank'];

/**
 * Tells the story of a disk that dies: whether the machine would come up is asked before, what is missing is mended, the disk is
 * lost and replaced, and the new one is tried.
 *
 * @throws {Error} at the first thing that is not as told
 */
export async function playMachine(machine: Machine, stage: DemoStage): Promise<void> {
  const { boot, step } = stage;
  step(
    'The machine is switched on.',
    'A Debian on two disks: each has an ESP, and half of the root, a btrfs RAID1. The firmware:',
  );
  const both = await boot(machine, { disks: ['disk0', 'disk1'] });
  await stage.run(both, 'lsblk --output NAME,SIZE,PARTTYPENAME,FSTYPE,MOUNTPOINTS /dev/vda /dev/vdb');
  stage.keep(true);
  await mendAll(both, stage);
  stage.keep(false);

  step(
    'The first disk dies.',
    'It takes the machine with it, without a warning: the power goes this instant.',
  );
  await both.kill();
  step('It comes up.', 'A blank disk is in the place of the dead one. The firmware:');
  const alone = await boot(machine, { disks: without });
  // The first question of the guide: what is missing?
  const [missing = '', ...others] = guideCommands('replace-disk.md', 'btrfs');
  stage.same(bootedIn(await stage.run(alone, missing)), partuuids[1], 'the other disk has booted');
  const fresh = await replace(alone, others, stage);
  await drill(alone, fresh, machine, stage);
}

async function mendAll(guest: Guest, stage: DemoStage): Promise<void> {
  const { step, run, same } = stage;
  step('If a disk dies now, does this machine come up?', 'Ask before it dies.');
  const said = await run(guest, ask, [32]);
  same(
    verdictsIn(said).join(),
    'boots alone,WOULD NOT boot alone',
    'without the first disk it would not come up',
  );
  step('What it names is run as printed,', 'until it is content.');
  await mend(guest, said, stage);
}

/** Runs what esp-check names, one after the other, and asks again each time. */
async function mend(guest: Guest, summary: string, { run, same }: DemoStage): Promise<void> {
  const tried = new Set<string>();
  let said = summary;
  for (let fix = fixIn(said); fix !== null && !tried.has(fix); fix = fixIn(said)) {
    tried.add(fix);
    await run(guest, fix);
    said = await run(guest, ask, [0, 32]);
  }
  same(verdictsIn(said).join(), 'boots alone,boots alone', 'either disk may die now');
}

/** @returns the PARTUUID of the new ESP */
async function replace(guest: Guest, commands: readonly string[], stage: DemoStage): Promise<string> {
  const { step, run } = stage;
  step('The new disk takes the place of the dead one,', 'by the guide, docs/guides/replace-disk.md:');
  for (const line of commands) await run(guest, line.replaceAll('/dev/sd', '/dev/vd'));
  await run(guest, 'esp-which | esp-firmware --output STATE,PARTUUID,NUMBER');
  await mend(guest, await run(guest, ask, [0, 32]), stage);
  return (await guest.must('lsblk --noheadings --output PARTUUID /dev/vdb1')).trim();
}

async function drill(
  guest: Guest,
  partuuid: string,
  machine: Machine,
  { step, boot, run, same }: DemoStage,
): Promise<void> {
  step('A drill:', 'the next boot is from the new disk, and those after it are as before.');
  await run(guest, 'esp-which | esp-firmware --next /efi0');
  await guest.powerOff();
  const tried = await boot(machine, { disks: without });
  same(bootedIn(await run(tried, 'esp-which')), partuuid, 'the new disk has booted');
  const noted = await run(tried, 'esp-which | esp-firmware --record --no-header --output MEMBER,DRILL');
  same(noted.trim().split('\n').at(-1)?.trim().replace(/ +/, ' ') ?? '', `${partuuid} met`, 'it is noted');
  await tried.powerOff();
}

/** What esp-check says of each member. */
function verdictsIn(summary: string): readonly string[] {
  return summary.match(/WOULD NOT boot alone|may or may not boot alone|boots alone/g) ?? [];
}

/** The first command that it names, of a member that would not boot before others; null: there is none but the drill. */
function fixIn(summary: string): string | null {
  const lines = summary.split('\n').filter((line) => / — run: (?!.* --next )/.test(line));
  const line = lines.find((one) => one.includes('WOULD NOT')) ?? lines[0];
  return line?.split(' — run: ')[1] ?? null;
}

/** The PARTUUID of the booted ESP in the table that esp-which writes. */
function bootedIn(set: string): string {
  return /^booted +esp +mounted +(\S+)/m.exec(set)?.[1] ?? 'none';
}
