import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { BootError } from '../guest/boot.ts';
import { realChange } from '../guest/changes.ts';
import { twoDisks } from '../guest/disk-spec.ts';
import { bootedVersion } from '../guest/esp.ts';
import type { Machine } from '../guest/machine.ts';
import { run } from '../host/run.ts';
import { recordRuns } from '../judge/mirror-runs.ts';
import { mirrorTools } from '../judge/mirror-tools.ts';
import type { RecordedRun } from '../judge/record.ts';
import type { RegistryFault } from '../judge/registry.ts';
import { createStore, type Image, type SectorStore, sectorSize } from '../judge/sectors.ts';
import { judgeRun } from '../judge/tally.ts';
import type { Fault } from '../judge/verdict.ts';
import type { Scenario } from '../scenario.ts';

/** How many cuts are booted, of those that the judge finds good, and bad. */
const samples = [
  { tool: 'esp-mirror', good: 12, bad: 0 },
  { tool: 'rsync -a --delete', good: 3, bad: 7 },
] as const;

const tools = mirrorTools(['/efi1']).filter(({ name }) => samples.some(({ tool }) => tool === name));
const disk = 'disk1';

interface Sample {
  readonly title: string;
  readonly fault: Fault | RegistryFault | null;
  readonly image: Image;
}

export const scenario: Scenario = {
  title: 'cuts that the judge finds good boot in real firmware, and bad ones do not',
  async play(stage) {
    const store = createStore();
    const two = await stage.machine(twoDisks());
    const pairs = tools.map((tool) => ({ change: realChange, tool }));
    const runs = await recordRuns(two, pairs, store, stage);
    const raw = join(two.directory, 'cut.raw');
    await run('qemu-img', ['convert', '-O', 'raw', two.image(disk), raw]);
    const last = runs.at(-1);
    if (last === undefined) throw new Error('nothing was recorded');
    let written = last.after;
    const ended = { boots: 0, not: 0 };
    for (const [index, sample] of (await samplesOf(runs, store)).entries()) {
      writeDifference(raw, written, sample.image, store);
      written = sample.image;
      const version = await bootCut(
        await two.replaceDisk(`cut-${index}`, disk, raw, 'read'),
        sample.fault === null ? {} : { seconds: 80 }, // most of these never come up
      );
      const text = `${sample.title}: judged ${sample.fault ?? 'good'}, boots ${version ?? 'not'}`;
      if (sample.fault === null) stage.check(text, version === '6.12.1' || version === '6.12.2');
      else {
        stage.say(text);
        ended[version === null ? 'not' : 'boots'] += 1;
      }
    }
    stage.say(`of the cuts that the judge finds bad, ${ended.not} do not boot and ${ended.boots} do`);
    stage.check('cuts that the judge finds bad do not boot', ended.not > ended.boots, ended);
  },
};

/** Cuts from all over each run. */
async function samplesOf(runs: readonly RecordedRun[], store: SectorStore): Promise<readonly Sample[]> {
  const found: Sample[] = [];
  for (const { tool, good, bad } of samples) {
    const recorded = runs.find(({ name }) => name.endsWith(`: ${tool}`));
    if (recorded === undefined) continue;
    const sampling = { coins: 2, seed: 7 };
    const faults: (Fault | RegistryFault | null)[] = [];
    await judgeRun(recorded, store, sampling, (_cut, fault) => faults.push(fault));
    const where = (isGood: boolean) => [...faults.keys()].filter((at) => (faults[at] === null) === isGood);
    const wanted = new Set([...spread(where(true), good), ...spread(where(false), bad)]);
    let index = 0;
    await judgeRun(recorded, store, sampling, ({ image, model, writes }, fault) => {
      const title = `${tool}, cut after write ${writes}, ${model}`;
      if (wanted.has(index)) found.push({ title, fault, image: image.slice() });
      index += 1;
    });
  }
  return found;
}

/** As many of them as asked for, evenly spread. */
function spread(all: readonly number[], count: number): readonly number[] {
  return Array.from({ length: Math.min(count, all.length) }, (_, index) => {
    const at = Math.floor(((index + 0.5) * all.length) / count);
    return all[Math.min(at, all.length - 1)] ?? 0;
  });
}

/** Makes the ESP in a raw image of the disk another one. */
function writeDifference(raw: string, from: Image, to: Image, store: SectorStore): void {
  const file = openSync(raw, 'r+');
  for (const [sector, number] of to.entries()) {
    if (number !== from[sector])
      writeSync(file, store.contentOf(number), 0, sectorSize, 2 ** 20 + sector * sectorSize);
  }
  closeSync(file);
}

/** The version that boots from the cut disk alone; null if none does. */
async function bootCut(machine: Machine, within: { readonly seconds?: number }): Promise<string | null> {
  try {
    const guest = await machine.boot({ disks: [disk], ...within });
    const version = await guest.must(bootedVersion);
    await guest.kill();
    return version;
  } catch (error) {
    if (error instanceof BootError) return null;
    throw error;
  }
}
