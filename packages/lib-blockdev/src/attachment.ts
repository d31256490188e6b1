import { type BlockDevice, deviceOfPath } from './device.ts';

/**
 * Whether the kernel takes a device, or a disk at the bottom of it, for one whose medium can be taken out: lsblk's RM, which is
 * `removable` in sysfs. Most USB sticks say so, a disk in a USB case does not, and some controllers say it of internal disks.
 */
export function isRemovable(devices: readonly BlockDevice[], device: BlockDevice): boolean {
  return withDisks(devices, device).some(({ rm }) => rm);
}

/** Whether a device, or a disk at the bottom of it, is attached by USB; false where lsblk cannot tell (TRAN). */
export function isOnUsb(devices: readonly BlockDevice[], device: BlockDevice): boolean {
  return withDisks(devices, device).some(({ tran }) => tran === 'usb');
}

/** lsblk has TRAN, and before util-linux 2.35 RM, only of the disk. */
function withDisks(devices: readonly BlockDevice[], device: BlockDevice): readonly BlockDevice[] {
  return [device, ...device.disks.flatMap((path) => deviceOfPath(devices, path) ?? [])];
}
