import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../host/run.ts';
import type { GuestBase } from './base.ts';
import {
  type DiskSpec,
  type FatPartitionSpec,
  type MachineSpec,
  type PartitionSpec,
  rootOf,
  typeCodes,
} from './disk-spec.ts';
import { writeContent } from './esp-content.ts';
import { fstabOf } from './fstab.ts';
import { type Place, type RootContent, writeExt4, writeRaid } from './root-file-system.ts';

export { entryText } from './entry.ts';

/** A partition at its place. */
interface Placed<P> extends Place {
  readonly partition: P;
}

const mebibyte = 2 ** 20;
const sector = 512;

/** Writes the images of a machine's disks, raw and sparse: `NAME.raw` in a directory. */
export async function buildDisks(spec: MachineSpec, base: GuestBase, directory: string): Promise<void> {
  const placed = [];
  for (const disk of spec.disks) placed.push(...(await partitionDisk(disk, directory)));
  const content = rootContent(spec, base);
  const raid: Place[] = [];
  for (const { partition, ...place } of placed) {
    if (partition.type !== 'root') await writeFat({ ...place, partition }, base, rootOf(spec));
    else if (partition.fileSystem.kind === 'btrfs-raid1') raid.push(place);
    else await writeExt4(place, partition.fileSystem.uuid, content);
  }
  if (raid.length > 0) await writeRaid(raid, content);
}

function rootContent(spec: MachineSpec, { tree }: GuestBase): RootContent {
  const mountpoints = spec.disks
    .flatMap(({ partitions }) => partitions)
    .flatMap((partition) => (partition.type === 'root' ? [] : (partition.mountpoint ?? [])));
  return { tree, fstab: fstabOf(spec), mountpoints: ['boot', 'efi', ...mountpoints] };
}

async function partitionDisk(disk: DiskSpec, directory: string): Promise<readonly Placed<PartitionSpec>[]> {
  const image = join(directory, `${disk.name}.raw`);
  writeFileSync(image, '');
  truncateSync(image, disk.mebibytes * mebibyte);
  let start = 1;
  const options: string[] = [];
  const placed = disk.partitions.map((partition, index) => {
    const number = index + 1;
    const from = (start * mebibyte) / sector;
    const sectors = (partition.mebibytes * mebibyte) / sector;
    options.push(`--new=${number}:${from}:${from + sectors - 1}`);
    options.push(`--typecode=${number}:${typeCodes[partition.type]}`);
    options.push(`--partition-guid=${number}:${partition.partuuid}`);
    start += partition.mebibytes;
    return { image, partition, offset: from * sector, size: sectors * sector };
  });
  if (options.length > 0) await run('sgdisk', [...options, image]);
  return placed;
}

async function writeFat(
  { image, partition, offset, size }: Placed<FatPartitionSpec>,
  base: GuestBase,
  root: string,
): Promise<void> {
  if (partition.fat === 'none') return;
  const format = ['-F', String(partition.fat), '-i', partition.volumeId, '--offset', String(offset / sector)];
  await run('mkfs.vfat', [...format, image, String(size / 1024)]);
  if (partition.content === 'empty') return;
  const tree = mkdtempSync(join(tmpdir(), 'twinroot-esp-'));
  try {
    await writeContent[partition.content](tree, base, root);
    const copy = 'cd "$0" && exec mcopy -s -m -Q -i "$1" * ::/';
    await run('sh', ['-c', copy, tree, `${image}@@${offset}`], { env: { MTOOLS_SKIP_CHECK: '1' } });
  } finally {
    rmSync(tree, { recursive: true });
  }
}
