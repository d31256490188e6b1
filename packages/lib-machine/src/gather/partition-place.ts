import { dirname, join } from 'node:path';
import type { BlockDevice } from '@twinroot/lib-blockdev';
import { readTextIfThere, realPathBelow } from '@twinroot/lib-sysroot';

/** Where a partition is on its disk. */
export interface PartitionPlace {
  readonly partition: number;
  /** In logical blocks of the disk, as the partition table has it. */
  readonly start: bigint;
  /** In logical blocks of the disk. */
  readonly size: bigint;
}

/** The unit of `start` and `size` in sysfs, whatever the disk has (Documentation/ABI/stable/sysfs-block). */
const sectorBytes = 512n;

/**
 * Where the kernel has a partition, by /sys/dev/block below `sysroot`; null for what is none. Of a multipath device it is where
 * one of its paths has it.
 *
 * @param devices all of the machine
 */
export function readPartitionPlace(
  sysroot: string,
  devices: readonly BlockDevice[],
  device: BlockDevice,
): PartitionPlace | null {
  const isPath = ({ type, partuuid }: BlockDevice) => type === 'part' && partuuid === device.partuuid;
  for (const one of [device, ...devices.filter(isPath)]) {
    const place = placeOf(sysroot, one);
    if (place !== null) return place;
  }
  return null;
}

function placeOf(sysroot: string, { majmin }: BlockDevice): PartitionPlace | null {
  const { path } = realPathBelow(sysroot, `/sys/dev/block/${majmin}`);
  const numberIn = (file: string) => {
    const text = readTextIfThere(join(sysroot, file))?.trim() ?? '';
    return /^\d+$/.test(text) ? BigInt(text) : null;
  };
  const [partition, start, size] = ['partition', 'start', 'size'].map((name) => numberIn(join(path, name)));
  if (!partition || !start || !size) return null;
  const block = numberIn(join(dirname(path), 'queue/logical_block_size')) ?? sectorBytes;
  const blocks = (sectors: bigint) => (sectors * sectorBytes) / block;
  return { partition: Number(partition), start: blocks(start), size: blocks(size) };
}
