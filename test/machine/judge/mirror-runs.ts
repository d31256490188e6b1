import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Guest } from '../guest/boot.ts';
import type { Change } from '../guest/changes.ts';
import { extractEsp } from '../guest/inspect.ts';
import type { Machine } from '../guest/machine.ts';
import type { Stage } from '../scenario.ts';
import type { Tool } from './mirror-tools.ts';
import { type DiskPlaces, markScript, type RecordedRun, runsOf } from './record.ts';
import { type Image, readImage, type SectorStore } from './sectors.ts';

/** A disk that is recorded. */
interface Mirror {
  readonly disk: string;
  readonly partuuid: string;
  readonly mountpoint: string;
  readonly places: DiskPlaces;
}

/** In what a recording differs from the usual one. */
interface RecordOptions {
  /** Of the machine's mirrors, those that are there; all if not given. */
  readonly disks?: readonly string[];
  /** Of other commands. */
  readonly image?: string;
}

const script = {
  device: ({ partuuid }: Mirror) => `/dev/disk/by-partuuid/${partuuid}`,
  mount: (mirror: Mirror) =>
    `mount -t vfat -o umask=0077,nodev,nosuid,noexec ${script.device(mirror)} ${mirror.mountpoint}`,
};
/** Seconds that one step may take, a boot included, beside other work. */
const patience = 600;

/** Makes each change on a machine's booted ESP and mirrors it by its tool, and gives what was written to each mirror. */
export async function recordRuns(
  machine: Machine,
  pairs: readonly { readonly change: Change; readonly tool: Tool }[],
  store: SectorStore,
  stage: Stage,
  { disks, image }: RecordOptions = {},
): Promise<readonly RecordedRun[]> {
  const mirrors = mirrorsOf(machine).filter(({ disk }) => disks?.includes(disk) ?? true);
  const log = ({ disk }: Mirror) => join(machine.directory, `${disk}.writes`);
  const before = new Map<Mirror, Image>();
  for (const mirror of mirrors) before.set(mirror, await readEsp(machine, mirror, store));
  const [booted = ''] = machine.spec.disks.map(({ name }) => name);
  const guest = await machine.boot({
    seconds: patience,
    disks: [booted, ...mirrors.map(({ disk }) => disk)],
    record: mirrors.map((mirror) => ({ disk: mirror.disk, file: log(mirror) })),
    ...(image === undefined ? {} : { tools: image }),
  });
  await guest.must('esp-which >/run/set.mounted');
  for (const { mountpoint } of mirrors)
    await guest.must(`systemctl mask --runtime --quiet ${mountpoint.slice(1)}.mount; umount ${mountpoint}`);
  const operands = mirrors.map(({ partuuid }) => `PARTUUID=${partuuid}`);
  await guest.must(`esp-which ${operands.join(' ')} >/run/set.unmounted`);
  for (const { change, tool } of pairs) await runOne(guest, change, tool, mirrors, stage);
  await guest.powerOff();
  const runs: RecordedRun[] = [];
  for (const [mirror, esp] of before) {
    const found = await runsOf(log(mirror), esp, mirror.places, store);
    rmSync(log(mirror));
    runs.push(...found.map((run) => ({ ...run, name: `${title(mirror, mirrors)}${run.name}` })));
  }
  stage.same('every run is in the recording', runs.length, pairs.length * mirrors.length);
  return runs;
}

/** All disks but the first, each with an ESP at its beginning, and room for marks at its end. */
function mirrorsOf({ spec }: Machine): readonly Mirror[] {
  return spec.disks.slice(1).flatMap(({ name, mebibytes, partitions: [esp] }) => {
    if (esp?.type !== 'esp' || esp.mountpoint === null) return [];
    const places = { start: 2048, length: esp.mebibytes * 2048, mark: (mebibytes - 5) * 2048 };
    return [{ disk: name, partuuid: esp.partuuid, mountpoint: esp.mountpoint, places }];
  });
}

const title = ({ disk }: Mirror, all: readonly Mirror[]) => (all.length > 1 ? `${disk}: ` : '');

async function readEsp(machine: Machine, { disk, places }: Mirror, store: SectorStore): Promise<Image> {
  const path = await extractEsp(machine, disk);
  const image = readImage(path, places.length, store);
  rmSync(path);
  return image;
}

async function runOne(
  guest: Guest,
  change: Change,
  tool: Tool,
  mirrors: readonly Mirror[],
  { check }: Stage,
): Promise<void> {
  const { device, mount } = script;
  const name = `${change.name}: ${tool.name}`;
  const must = (text: string) => guest.must(text, patience);
  const marks = (text: string) => mirrors.map(({ disk, places }) => markScript(text, disk, places));
  // When the whole disk is closed, udev has its partitions read anew: for a moment they are gone.
  const mark = (text: string) => [...marks(text), 'udevadm settle'].join('\n');
  await must(`rm -f /efi0/loader/esp-sync\n${change.old}`);
  for (const mirror of mirrors) {
    const fill = `mirror=${mirror.mountpoint}; ${change.mirror ?? 'cp -a /efi0/. $mirror/'}`;
    await must(
      `mkfs.vfat -F 32 -i 6B7EA831 ${device(mirror)} && ${mount(mirror)} && { ${fill}; umount ${mirror.mountpoint}; }`,
    );
  }
  // In step, each with its registry, where it is a copy; what is blank or another's has none.
  const isInStep = tool.isExact && change.mirror === undefined;
  if (isInStep) await must('sync; esp-mirror --quiet </run/set.unmounted');
  await must(change.now);
  if (tool.isMounted) await must(mirrors.map(mount).join('\n'));
  await must(`sync\n${mark(`begin ${name}`)}`);
  const answer = await guest.run(tool.script, patience);
  if (tool.isMounted) await must(mirrors.map(({ mountpoint }) => `umount ${mountpoint}`).join('\n'));
  await must(mark('end'));
  for (const mirror of tool.isExact ? mirrors : []) {
    const { mountpoint } = mirror;
    const compare = `diff -r --brief -x random-seed -x vendor /efi0 ${mountpoint}; test -s ${mountpoint}/loader/esp-sync || echo no registry`;
    const look = `mount -r -t vfat ${device(mirror)} ${mountpoint}; ${compare}; umount ${mountpoint}`;
    const differences = await must(look);
    const isSame = answer.status === 0 && differences === '';
    check(`${title(mirror, mirrors)}${name}: comes to its end`, isSame, { answer, differences });
  }
}
