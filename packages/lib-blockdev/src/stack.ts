import { type BlockDevice, deviceOfPath } from './device.ts';

/** The devices that lie directly on this one. */
export function childrenOf(devices: readonly BlockDevice[], { path }: BlockDevice): readonly BlockDevice[] {
  return devices.filter(({ parents }) => parents.includes(path));
}

/** The device and all that lies on it, directly or not. */
export function withAllAbove(devices: readonly BlockDevice[], device: BlockDevice): readonly BlockDevice[] {
  const inside = new Set([device.path]);
  // Several passes: an array is listed below the first of its parts.
  for (let before = 0; before !== inside.size; ) {
    before = inside.size;
    for (const { path, parents } of devices)
      if (parents.some((parent) => inside.has(parent))) inside.add(path);
  }
  return devices.filter(({ path }) => inside.has(path));
}

/** The device and all that it lies on, directly or not. */
export function withAllBelow(devices: readonly BlockDevice[], device: BlockDevice): readonly BlockDevice[] {
  const below = device.parents.flatMap((path) => {
    const parent = deviceOfPath(devices, path);
    return parent ? withAllBelow(devices, parent) : [];
  });
  return [device, ...below.filter((one, index) => below.indexOf(one) === index)];
}

/** The RAID array that a partition, or the disk that it is on, is a part of; null when it is of none. */
export function arrayOver(devices: readonly BlockDevice[], device: BlockDevice): BlockDevice | null {
  const parts = [device.path, device.disk];
  return (
    devices.find(({ type, parents }) => isArray(type) && parents.some((parent) => parts.includes(parent))) ??
    null
  );
}

/** lsblk writes md's level, in lower case (util-linux misc-utils/lsblk.c, get_type). */
function isArray(type: string): boolean {
  return /^(?:raid\d|linear|md)/.test(type);
}

/**
 * Number of a partition. Its name is that of the disk and the number, with a `p` between when the disk's ends in a digit:
 * so the digits at the end are the number (Linux block/partitions/core.c, add_partition; kpartx does the same). lsblk has a
 * column for it since util-linux 2.39 only.
 */
export function partitionNumber({ name }: BlockDevice): string | null {
  return /\d+$/.exec(name)?.[0] ?? null;
}
