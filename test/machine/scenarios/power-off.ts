import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { realChange } from '../guest/changes.ts';
import { twoDisks } from '../guest/disk-spec.ts';
import { bootedVersion } from '../guest/esp.ts';
import { run } from '../host/run.ts';
import type { Scenario } from '../scenario.ts';

/** Each takes two boots. */
const moments = Number(process.env['TWINROOT_MOMENTS'] ?? 5);
/** A run takes less than this, once it has started; in milliseconds. */
const longest = 1500;

export const scenario: Scenario = {
  title: 'the machine is switched off at random moments of a run; the mirror boots alone each time',
  async play({ machine, check, say }) {
    const two = await machine(twoDisks());
    const first = await two.boot();
    await first.must(`${realChange.old}\n${realChange.now}`);
    await first.powerOff();
    const mirror = join(two.directory, 'mirror.raw');
    await run('qemu-img', ['convert', '-O', 'raw', two.image('disk1'), mirror]);
    const seen = new Map<string, number>();
    for (let moment = 0; moment < moments; moment += 1) {
      const raw = join(two.directory, `mirror-${moment}.raw`);
      await run('cp', ['--sparse=always', mirror, raw]);
      const both = await two.replaceDisk(`both-${moment}`, 'disk1', raw, 'write');
      const guest = await both.boot();
      // Warm, so that the moments fall into the run and not before it.
      await guest.must('esp-which >/run/set; esp-mirror --dry-run --quiet </run/set');
      const delay = Math.round(((moment + Math.random()) / moments) * longest);
      const ended = guest.run('esp-mirror --quiet </run/set').then(
        () => 'after its end',
        () => 'within',
      );
      await sleep(delay);
      await guest.kill();
      const where = await ended;
      const alone = await two.replaceDisk(`alone-${moment}`, 'disk1', raw, 'read');
      const survivor = await alone.boot({ disks: ['disk1'] });
      const version = await survivor.must(bootedVersion);
      await survivor.kill();
      rmSync(raw);
      seen.set(version, (seen.get(version) ?? 0) + 1);
      const text = `switched off ${delay} ms into a run, ${where}: the mirror boots ${version}`;
      check(text, version === '6.12.1' || version === '6.12.2');
    }
    say(`booted: ${[...seen].map(([version, count]) => `${version} ${count} times`).join(', ')}`);
  },
};
