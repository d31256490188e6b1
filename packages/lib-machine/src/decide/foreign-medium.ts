import { type BlockDevice, isOnUsb, isRemovable } from '@twinroot/lib-blockdev';
import type { Machine } from './machine.ts';
import { rootDisks } from './root-disks.ts';

/**
 * Whether a device is on a removable or USB disk that does not hold the root file system: a rescue stick, as seen from the
 * machine that it mends. The kernel does not call a disk in a USB case removable, but a live system may be on one, so USB
 * counts. SD cards and eMMC cannot be told apart, and the kernel calls neither removable: they belong to the machine.
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
