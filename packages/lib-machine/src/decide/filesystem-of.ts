import type { BlockDevice } from '@twinroot/lib-blockdev';
import { isFat } from '@twinroot/lib-fat';
import type { Machine } from './machine.ts';

/** The device with the file system of a boot partition: the array, when the partition is a part of one, and else the partition. */
export function filesystemOf({ devices }: Pick<Machine, 'devices'>, partition: BlockDevice): BlockDevice {
  if (isFat(partition)) return partition;
  return devices.find((device) => device.parents.includes(partition.path) && isFat(device)) ?? partition;
}
