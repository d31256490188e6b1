import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { machineId } from '../guest/configure.ts';
import { raidUuid } from '../guest/disk-spec.ts';
import { generationDisk, generationPlaces, openInnerDisk } from '../guest/generation-disk.ts';
import { makeGenerations } from '../guest/generations.ts';
import type { Machine } from '../guest/machine.ts';
import { run } from '../host/run.ts';
import { cutsOf } from '../judge/cuts.ts';
import type { FileMemo } from '../judge/fat-file.ts';
import { type GenerationTree, openTreeReader, type TreeReader } from '../judge/generation-tree.ts';
import { type GenerationFault, generationFault, generationState } from '../judge/generation-verdict.ts';
import { markScript, type RecordedRun, runsOf } from '../judge/record.ts';
import { createStore, readImage, type SectorStore } from '../judge/sectors.ts';
import { takingTurns } from '../judge/turns.ts';
import type { Scenario, Stage } from '../scenario.ts';

const ids = ['20260101000000AAAAaaaa', '20260102000000BBBBbbbb', '20260103000000CCCCcccc'] as const;
const [first, second, third] = ids;
const disk = 'disk0';
const sampling = { coins: 3, seed: 11 } as const;
/** Seconds that a command may take. */
const patience = 600;

/** Something that is done to a tree of generations, and is recorded. */
interface Deed {
  readonly name: string;
  /** What is done before, and not recorded. */
  readonly before?: string;
  readonly script: string;
  /** Whether cuts of it are to be found bad. */
  readonly isNaive?: true;
}

const top = 'mount -o subvolid=5 /dev/disk/by-id/virtio-disk0-part2 /mnt && cd /mnt';
/** As somebody does it who does not think of power cuts: `current` first, and files one after the other. */
const byHand = `${top}
mkdir links/20260104000000HHHHhhhh
for slot in 0 1 2 3; do ln -s ../../snapshots/${third} links/20260104000000HHHHhhhh/$slot; done
ln -sfn ./links/20260104000000HHHHhhhh current
cd snapshots/${third}/@/boot
for esp in /efi0 /efi1; do
  cp vmlinuz-* $esp/linux-by-hand
  cp initrd.img-* $esp/initrd-by-hand
  printf 'version 20270101000000\\nsort-key debian\\nlinux /linux-by-hand\\ninitrd /initrd-by-hand\\noptions root=UUID=${raidUuid} rootflags=subvol=/snapshots/${third}/@\\n' >$esp/loader/entries/${machineId}-gen-${third}.conf
done
cd /; umount /mnt; sync`;

const bless = `for esp in /efi0 /efi1; do
  cd $esp/loader/entries; for name in *-gen-*+*.conf; do mv "$name" "$(echo "$name" | sed 's/+[^.]*//')"; done
done; sync`;

const deeds: readonly Deed[] = [
  { name: 'gen-switch', script: `gen-switch ${second}` },
  {
    name: 'gen-new | gen-switch',
    script: `gen-new -- sh -c 'echo marked >/etc/mark; for k in /boot/vmlinuz-*; do printf new >>$k; done' | gen-switch`,
  },
  { name: 'by hand', script: byHand, isNaive: true },
  { name: 'gen-switch --previous', before: `gen-switch ${second}`, script: 'gen-switch --previous' },
  { name: 'gen-prune', before: bless, script: 'gen-list | gen-prune --keep 1' },
];

/** What is made by hand has its own id in its /etc, and what gen-new makes the mark of the command that ran in it. */
function isWhole({ generations }: GenerationTree, id: string): boolean {
  const found = generations.get(id);
  const isMade = !ids.some((one) => one === id);
  return found?.isSealed === true && (isMade ? found.mark === 'marked' : found.id === id);
}

export const scenario: Scenario = {
  title: 'generations, and a power cut at any moment: the old or the new one boots from each ESP',
  async play(stage) {
    const store = createStore();
    const machine = await stage.machine(generationDisk());
    const runs = await record(machine, store, stage);
    const trees = await openTreeReader(generationPlaces.btrfs.length, store);
    try {
      for (const [index, deed] of deeds.entries()) {
        const recorded = runs[index];
        if (recorded !== undefined) await judge(deed, recorded, store, trees, stage);
      }
    } finally {
      await trees.close();
    }
  },
};

/** Does all of it, and gives what was written meanwhile. */
async function record(machine: Machine, store: SectorStore, stage: Stage): Promise<readonly RecordedRun[]> {
  const raw = join(machine.directory, 'before.raw');
  await run('qemu-img', ['convert', '-O', 'raw', machine.image(disk), raw]);
  const image = readImage(raw, generationPlaces.length, store);
  rmSync(raw);
  const log = join(machine.directory, 'writes');
  const guest = await machine.boot({ record: [{ disk, file: log }] });
  const template = `echo "UUID=${raidUuid} / btrfs subvol=CURRENT_SNAPSHOTS_PATH/@,ro 0 0" >fstab`;
  await guest.must(openInnerDisk, patience);
  await guest.must(makeGenerations(ids, template), patience);
  await guest.must(`gen-switch ${first}`, patience);
  const places = { start: 0, length: generationPlaces.length, mark: generationPlaces.mark };
  for (const { name, before = 'true', script } of deeds) {
    await guest.must(before, patience);
    await guest.must(`sync\n${markScript(`begin ${name}`, disk, places)}\nudevadm settle`, patience);
    const { status, stderr } = await guest.run(script, patience);
    stage.check(`${name}: it ends well`, status === 0, stderr);
    await guest.must(`${markScript('end', disk, places)}\nudevadm settle`, patience);
  }
  await guest.powerOff();
  const runs = await runsOf(log, image, places, store);
  stage.same(
    'every run is in the recording',
    runs.map(({ name }) => name),
    deeds.map(({ name }) => name),
  );
  rmSync(log);
  return runs;
}

/** Judges every cut of what was recorded. */
async function judge(
  { name, isNaive }: Deed,
  { before, recorded, after }: RecordedRun,
  store: SectorStore,
  trees: TreeReader,
  { check, say }: Stage,
): Promise<void> {
  const old = await generationState(before, generationPlaces, store, trees);
  const now = await generationState(after, generationPlaces, store, trees);
  for (const state of [old, now])
    say(
      `${name}: current ${state.tree?.current}, ESPs ${state.esps.map(({ choice }) => choice?.name).join(', ')}`,
    );
  if (isNaive === undefined)
    check(
      `${name}: where it has ended, that is on the disk: each ESP boots what current leads to`,
      now.esps.every(({ choice }) => choice?.subvolume === `/snapshots/${now.tree?.current}/@`),
      now.esps.map(({ choice }) => choice),
    );
  const memos: readonly FileMemo[] = generationPlaces.esps.map(() => new Map());
  const { start, length } = generationPlaces.btrfs;
  // btrfs takes it for granted that a write of its superblock is not torn.
  const isTorn = (sector: number) => sector < start || sector >= start + length;
  const counts = new Map<GenerationFault, number>();
  const turn = takingTurns();
  let [images, first]: [number, string | null] = [0, null];
  for (const cut of cutsOf(before, recorded, sampling.coins, sampling.seed, isTorn)) {
    images += 1;
    const fault = await generationFault(
      cut.image,
      { parts: generationPlaces, store, trees },
      { old, now },
      memos,
      isWhole,
    );
    await turn();
    if (fault === null) continue;
    counts.set(fault, (counts.get(fault) ?? 0) + 1);
    first ??= `${fault} after write ${cut.writes}, ${cut.model}`;
  }
  const bad = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const writes = recorded.filter(({ kind }) => kind === 'write').length;
  const found = `${JSON.stringify(Object.fromEntries(counts))}${first === null ? '' : `, first: ${first}`}`;
  say(
    `${name}: ${bad} bad of ${images} images (${writes} writes, ${recorded.length - writes} flushes) ${found}`,
  );
  if (isNaive) check(`${name}: the judge finds bad cuts`, bad > 0);
  else check(`${name}: every cut boots the old or the new one`, images > 0 && bad === 0, found);
}
