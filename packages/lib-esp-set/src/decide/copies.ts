import { arrayOver, type BlockDevice, deviceOfPath, type Partuuid } from '@twinroot/lib-blockdev';

/** What several partitions with one PARTUUID are, and what to do: copies of a disk, or halves of an array with the table in it. */
export function whyCopies(
  devices: readonly BlockDevice[],
  partuuid: Partuuid,
  found: readonly BlockDevice[],
): string {
  const paths = found.map(({ path }) => path).join(' and ');
  const array = sharedArray(devices, found);
  if (array) return `${paths} are one partition of the array ${array.path}, which mirrors itself`;
  const advice = 'if one disk is a copy of the other, give it new ids (sgdisk -G)';
  return `${paths} have the same PARTUUID ${partuuid}; ${advice}`;
}

/** The array that all of them are on, as its own partitions or as those that the kernel finds on its disks. */
function sharedArray(devices: readonly BlockDevice[], found: readonly BlockDevice[]): BlockDevice | null {
  const arrays = new Set(
    found.map((device) => {
      const disk = deviceOfPath(devices, device.disk ?? '');
      const isOnArray = disk !== null && arrayOver(devices, disk) === null && disk.parents.length > 0;
      return isOnArray ? disk : arrayOver(devices, device);
    }),
  );
  const [only] = arrays;
  return arrays.size === 1 && only ? only : null;
}
