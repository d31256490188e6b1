import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BootError } from '../guest/boot.ts';
import { realChange } from '../guest/changes.ts';
import { twoDisks } from '../guest/disk-spec.ts';
import { bootedVersion } from '../guest/esp.ts';
import type { Machine } from '../guest/machine.ts';
import { randomFrom } from '../judge/random.ts';
import type { Scenario, Stage } from '../scenario.ts';

/** Each takes one boot, of the mirror alone. */
const moments = Number(process.env['TWINROOT_MOMENTS'] ?? 25);
const seed = Number(process.env['TWINROOT_SEED'] ?? Date.now() % 1e6);
/** Beside other work a boot takes a minute and more; one that fails ends by itself. */
const mirrorRun = 'esp-mirror --quiet </run/set';

export const scenario: Scenario = {
  title: 'the machine is switched off at random moments of a run; the mirror boots alone each time',
  async play(stage) {
    const { check, say } = stage;
    const two = await stage.machine(twoDisks());
    // Saved right before the run, its disks with it: each moment starts there, instead of with a boot.
    const state = join(stage.directory, 'before-the-run');
    await saveBeforeRun(two, state);
    const longest = await secondsOfRun(two, state, stage);
    say(`a run takes ${longest.toFixed(1)} s; TWINROOT_SEED=${seed} TWINROOT_MOMENTS=${moments}`);
    const random = randomFrom(seed);
    const started = performance.now();
    const seen = new Map<string | null, number>();
    for (let moment = 0; moment < moments; moment += 1) {
      const machine = two.fork(`moment-${moment}`);
      const wanted = ((moment + random()) / moments) * longest;
      const seconds = await switchOffWithin(machine, state, wanted);
      const version = await bootAlone(machine, stage);
      rmSync(machine.directory, { recursive: true });
      seen.set(version, (seen.get(version) ?? 0) + 1);
      check(
        `switched off ${seconds.toFixed(2)} s into a run: the mirror boots ${version ?? 'not'}`,
        version === '6.12.1' || version === '6.12.2',
      );
    }
    rmSync(state);
    for (const [version, count] of seen) say(`booted ${version ?? 'nothing'}: ${count} times`);
    say(`${((performance.now() - started) / 1000 / moments).toFixed(1)} s a moment`);
  },
};

async function saveBeforeRun(machine: Machine, state: string): Promise<void> {
  const guest = await machine.boot();
  // On a host with much to do, a guest that believes in the processor's clock takes a second for ten, and loses patience.
  const clock = "sed -i 's/tsc=reliable/clocksource=acpi_pm/' /efi0/loader/entries/*.conf";
  await guest.must(`${realChange.old}\n${clock}\ncp -a /efi0/. /efi1/\n${realChange.now}\n${clock}`);
  // Warm, so that the moments fall into the run and not before it.
  await guest.must('esp-which >/run/set; esp-mirror --dry-run --quiet </run/set; sync');
  await guest.save(state);
}

/** How long it takes when nothing happens; what the mirror has then has to boot, too. */
async function secondsOfRun(machine: Machine, state: string, stage: Stage): Promise<number> {
  const whole = machine.fork('whole');
  const guest = await whole.boot({ resume: state });
  const started = performance.now();
  await guest.must(mirrorRun);
  const seconds = (performance.now() - started) / 1000;
  await guest.kill();
  stage.same('switched off after the run, the mirror boots', await bootAlone(whole, stage), '6.12.2');
  rmSync(whole.directory, { recursive: true });
  return seconds;
}

/**
 * Switches a machine off so many seconds into a run, and says how many it were: a run that was over before that does not
 * count, and another one is switched off sooner.
 *
 * @throws {Error} when none is long enough
 */
async function switchOffWithin(machine: Machine, state: string, seconds: number, tries = 6): Promise<number> {
  const again = machine.fork('again');
  const guest = await machine.boot({ resume: state });
  const ended = guest.run(mirrorRun).then(
    () => true,
    () => false,
  );
  await sleep(seconds * 1000);
  await guest.kill();
  if (await ended) {
    if (tries === 1) throw new Error(`no run takes ${seconds.toFixed(2)} s`);
    rmSync(machine.directory, { recursive: true });
    renameSync(again.directory, machine.directory);
    return switchOffWithin(machine, state, seconds * 0.8, tries - 1);
  }
  rmSync(again.directory, { recursive: true });
  return seconds;
}

/**
 * The version that the second disk boots alone, or null. A boot that fails is tried once more, and said: a mirror that does
 * not boot does so each time, but a guest that gets too little of a processor may come to grief on its way.
 */
async function bootAlone(machine: Machine, { say }: Pick<Stage, 'say'>, tries = 2): Promise<string | null> {
  try {
    const guest = await machine.boot({ disks: ['disk1'] });
    const version = await guest.must(bootedVersion);
    await guest.kill();
    return version;
  } catch (error) {
    if (!(error instanceof BootError)) throw error;
    say(error.message);
    return tries > 1 ? bootAlone(machine, { say }, tries - 1) : null;
  }
}
