import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Guest } from '../guest/boot.ts';
import { type Change, changes } from '../guest/changes.ts';
import { partuuids, twoDisks } from '../guest/disk-spec.ts';
import { listTree } from '../guest/esp.ts';
import { extractEsp } from '../guest/inspect.ts';
import { mtoolsAgrees } from '../judge/compare.ts';
import { markScript, type RecordedRun, runsOf } from '../judge/record.ts';
import { createStore, imageOf, type SectorStore } from '../judge/sectors.ts';
import { judgeRun } from '../judge/tally.ts';
import type { Scenario, Stage } from '../scenario.ts';

const disk = 'disk1';
const device = `/dev/disk/by-partuuid/${partuuids[1]}`;
const mount = `mount -t vfat -o umask=0077,nodev,nosuid,noexec ${device} /efi1`;
/** In sectors: the ESP begins at 1 MiB and has 300; behind the last partition there is room for marks. */
const places = { start: 2048, length: 300 * 2048, mark: 1150 * 2048 };
const sampling = { coins: 10, seed: 1 };

/** What is compared. */
const tools = [
  { name: 'esp-mirror', script: 'esp-mirror --quiet </run/set.mounted', isMounted: true, isSafe: true },
  {
    name: 'esp-mirror, mount of its own',
    script: 'esp-mirror --quiet </run/set.unmounted',
    isMounted: false,
    isSafe: true,
  },
  {
    name: 'rsync -a --delete',
    script: 'rsync -a --delete --exclude=/loader/random-seed /efi0/ /efi1/; sync',
    isMounted: true,
    isSafe: false,
  },
  { name: 'cp -a', script: 'cp -a /efi0/. /efi1/; sync', isMounted: true, isSafe: false },
] as const;

export const scenario: Scenario = {
  title: 'power is cut at any write to a mirror',
  async play(stage) {
    const two = await stage.machine(twoDisks());
    const store = createStore();
    const log = join(two.directory, 'writes.log');
    const before = await extractEsp(two, disk);
    const image = imageOf(readFileSync(before), store);
    rmSync(before);
    const guest = await two.boot({ record: { disk, file: log } });
    await guest.must('esp-which >/run/set.mounted');
    await guest.must('systemctl mask --runtime --quiet efi1.mount; umount /efi1');
    await guest.must(`esp-which PARTUUID=${partuuids[1]} >/run/set.unmounted`);
    for (const change of changes) for (const tool of tools) await runOne(guest, change, tool, stage);
    await guest.powerOff();
    const runs = runsOf(log, image, places, store);
    stage.same('every run is in the recording', runs.length, changes.length * tools.length);
    await judgeAll(runs, store, stage);
  },
};

async function runOne(
  guest: Guest,
  change: Change,
  tool: (typeof tools)[number],
  { check }: Stage,
): Promise<void> {
  const title = `${change.name}: ${tool.name}`;
  await guest.must(change.old);
  await guest.must(
    `mkfs.vfat -F 32 -i 6B7EA831 ${device} && ${mount} && cp -a /efi0/. /efi1/ && umount /efi1`,
  );
  await guest.must(change.now);
  if (tool.isMounted) await guest.must(mount);
  await guest.must(`sync; ${markScript(`begin ${title}`, disk, places)}`);
  const answer = await guest.run(tool.script);
  if (tool.isMounted) await guest.must('umount /efi1');
  await guest.must(markScript('end', disk, places));
  const look = `mount -r -t vfat ${device} /efi1 && { ${listTree('/efi1')}; cd /; umount /efi1; }`;
  const mirrored = await guest.must(look);
  const isSame = mirrored === (await guest.must(listTree('/efi0')));
  // What cp leaves behind is no fault of the run.
  check(`${title}: comes to its end`, answer.status === 0 && (isSame || tool.name === 'cp -a'), answer);
}

async function judgeAll(runs: readonly RecordedRun[], store: SectorStore, stage: Stage): Promise<void> {
  const total = new Map<string, { images: number; bad: number }>();
  for (const run of runs) {
    const tally = judgeRun(run, store, sampling);
    const tool = tools.find(({ name }) => run.name.endsWith(`: ${name}`));
    const sum = total.get(tool?.name ?? '') ?? { images: 0, bad: 0 };
    total.set(tool?.name ?? '', { images: sum.images + tally.images, bad: sum.bad + tally.bad });
    const { name, writes, flushes, images, bad, byModel, byFault, first } = tally;
    const text = `${name}: ${bad} bad of ${images} (${writes} writes, ${flushes} flushes)`;
    stage.say(`${text} ${JSON.stringify({ byModel, byFault, first })}`);
    if (tool?.isSafe) stage.check(`${name}: no cut leaves a mirror that would not boot`, bad === 0, tally);
  }
  for (const [name, { images, bad }] of total) {
    stage.say(`${name}: ${bad} bad of ${images} images`);
    if (!tools.some((tool) => tool.isSafe && tool.name === name))
      stage.check(`${name}: the judge finds bad images`, bad > 0);
  }
  const path = join(stage.directory, 'sample.img');
  for (const run of runs.slice(0, 2)) {
    stage.check(`${run.name}: mtools reads what the judge reads`, await mtoolsAgrees(run.after, store, path));
  }
}
