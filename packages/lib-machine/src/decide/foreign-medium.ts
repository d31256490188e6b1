import { type BlockDevice, isOnUsb, isRemovable } from '@twinroot/lib-blockdev';
import type { Machine } from './machine.ts';
import { rootDisks } from './root-disks.ts';

/**
 * Whether a device is on a medium that somebody carries around, and the root file system is not on it, as far as anybody can
 * tell: a rescue stick, as seen from the machine that it mends. USB counts although a disk in a USB case is not removable to the
 * kernel: a live system may be on one. A root that is on the medium makes it the machine's own. SD cards and eMMC cannot be told
 * apart, and are not removable to the kernel: they are taken for the machine's own.
 */
export function isForeignMedium(
  machine: Pick<Machine, 'devices' | 'mounts' | 'sources'>,
  device: BlockDevice,
): boolean {
  const { devices } = machine;
  if (!isRemovable(devices, device) && !isOnUsb(devices, device)) return false;
  const own = rootDisks(machine);
  return own === null || !device.disks.some((disk) => own.includes(disk));
}
