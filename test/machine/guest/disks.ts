import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exclusively } from '../host/exclusive.ts';
import { run } from '../host/run.ts';
import type { GuestBase } from './base.ts';
import { type DiskSpec, type MachineSpec, type PartitionSpec, rootUuid, typeCodes } from './disk-spec.ts';
import { writeContent } from './esp-content.ts';

export { entryText } from './entry.ts';

/** A partition at its place in its disk's image; in bytes. */
interface Placed<P> {
  readonly image: string;
  readonly partition: P;
  readonly offset: number;
  readonly size: number;
}

const mebibyte = 2 ** 20;
const sector = 512;

/** Writes the images of a machine's disks, raw and sparse: `NAME.raw` in a directory. */
export async function buildDisks(spec: MachineSpec, base: GuestBase, directory: string): Promise<void> {
  const placed = [];
  for (const disk of spec.disks) placed.push(...(await partitionDisk(disk, directory)));
  for (const { image, partition, offset, size } of placed) {
    if (partition.type !== 'root') await writeFat({ image, partition, offset, size }, base);
  }
  const roots = placed.filter(({ partition }) => partition.type === 'root');
  // All machines have the same root UUID, and the kernel takes no two btrfs of one UUID at a time.
  await exclusively('root', () => writeRoot(roots, mountedPartitions(spec), base));
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
  await run('sgdisk', [...options, image]);
  return placed;
}

async function writeFat(
  { image, partition, offset, size }: Placed<Exclude<PartitionSpec, { type: 'root' }>>,
  base: GuestBase,
): Promise<void> {
  if (partition.fat === 'none') return;
  const format = ['-F', String(partition.fat), '-i', partition.volumeId, '--offset', String(offset / sector)];
  await run('mkfs.vfat', [...format, image, String(size / 1024)]);
  if (partition.content === 'empty') return;
  const tree = mkdtempSync(join(tmpdir(), 'twinroot-esp-'));
  try {
    await writeContent[partition.content](tree, base);
    const copy = 'cd "$0" && exec mcopy -s -m -Q -i "$1" * ::/';
    await run('sh', ['-c', copy, tree, `${image}@@${offset}`], { env: { MTOOLS_SKIP_CHECK: '1' } });
  } finally {
    rmSync(tree, { recursive: true });
  }
}

type Mounted = Exclude<PartitionSpec, { type: 'root' }> & { readonly mountpoint: string };

function mountedPartitions(spec: MachineSpec): readonly Mounted[] {
  return spec.disks
    .flatMap(({ partitions }) => partitions)
    .filter((partition): partition is Mounted => partition.type !== 'root' && partition.mountpoint !== null);
}

function fstabOf(mounted: readonly Mounted[]): string {
  const options = 'umask=0077,nodev,nosuid,noexec,nofail,x-systemd.device-timeout=10s';
  const lines = mounted.map(
    ({ partuuid, mountpoint }) => `PARTUUID=${partuuid} ${mountpoint} vfat ${options} 0 0\n`,
  );
  return `/dev/disk/by-id/virtio-tools /opt/twinroot ext4 ro,nofail 0 0\n${lines.join('')}`;
}

/** Mounts a root, fills it from a tree with an fstab of its own, and makes mount points. */
const fillRoot = [
  'set -eu; options=$1 device=$2 mount=$3 tree=$4 fstab=$5; shift 5',
  'mount -t btrfs -o "$options" "$device" "$mount"',
  'cp --archive "$tree/." "$mount"',
  'cp "$fstab" "$mount/etc/fstab"',
  'cd "$mount"; mkdir -p "$@"; cd /; umount "$mount"',
].join('\n');

/** Makes the btrfs RAID1 on loop devices and copies the base onto it. */
async function writeRoot(
  members: readonly Placed<PartitionSpec>[],
  esps: readonly Mounted[],
  base: GuestBase,
): Promise<void> {
  const loops: string[] = [];
  const directory = mkdtempSync(join(tmpdir(), 'twinroot-root-'));
  const [mount, fstab] = [join(directory, 'mount'), join(directory, 'fstab')];
  mkdirSync(mount);
  writeFileSync(fstab, fstabOf(esps));
  try {
    for (const { image, offset, size } of members) {
      const place = ['--offset', String(offset), '--sizelimit', String(size)];
      loops.push((await run('losetup', ['--find', '--show', ...place, image])).trim());
    }
    const profile = members.length > 1 ? 'raid1' : 'single';
    const options = ['--quiet', '--force', '--uuid', rootUuid, '--data', profile, '--metadata', profile];
    // What the kernel still has of a run that was killed: devices of the same UUID. It only forgets what is not mounted.
    await run('btrfs', ['device', 'scan', '--forget']);
    await run('mkfs.btrfs', [...options, ...loops]);
    const devices = loops.map((path) => `device=${path}`).join(',');
    const mountPoints = ['boot', 'efi', ...esps.map(({ mountpoint }) => mountpoint.replace(/^\/+/, ''))];
    const args = [`compress=zstd:1,${devices}`, loops[0] ?? '', mount, base.tree, fstab, ...mountPoints];
    // In a namespace of its own: one that another program makes meanwhile would keep the mount.
    await run('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', fillRoot, 'sh', ...args], {
      seconds: 300,
    });
  } finally {
    for (const loop of loops) {
      // The kernel would take it for a member of the next machine's root, which has the same UUID.
      await run('btrfs', ['device', 'scan', '--forget', loop]).catch(() => undefined);
      await run('losetup', ['--detach', loop]);
    }
    rmSync(directory, { recursive: true });
  }
}
