import { type BlockDevice, deviceOfPath, isRemovable } from '@twinroot/lib-blockdev';
import { isForeignMedium, type Machine } from '@twinroot/lib-machine';
import type { EspMember } from '@twinroot/lib-record';

/**
 * Why nothing may be mirrored from one partition to another: the first is on a rescue stick or an installation medium, and the
 * second is the machine's. Null when it may.
 *
 * @param trusted the caller says that disks which say that they are removable are none, which is believed of the disk of the root
 */
export function whyNotFrom(
  machine: Machine,
  source: BlockDevice,
  target: BlockDevice,
  trusted: boolean,
): string | null {
  const { devices } = machine;
  const advice = 'name the source with --source, or use --force';
  const disk = deviceOfPath(devices, source.disk ?? '');
  if (disk?.fstype === 'iso9660')
    return `${source.path} is on the medium of a live system (ISO 9660): ${advice}`;
  if (!isPortable(machine, source) || isPortable(machine, target)) return null;
  if (trusted && !isForeignMedium(machine, source)) return null;
  return `${source.path} is on a removable disk, and ${target.path} is not: ${advice}`;
}

/** Why the booted ESP of a set is on the medium of a live system, as a clause; null when nothing says so. */
export function whyMedium(machine: Machine, members: readonly EspMember[]): string | null {
  const { devices } = machine;
  for (const { role, path } of members) {
    const device = role === 'booted' && path !== null ? deviceOfPath(devices, path) : undefined;
    if (!device) continue;
    if (deviceOfPath(devices, device.disk ?? '')?.fstype === 'iso9660')
      return `${device.path} is on the medium of a live system (ISO 9660)`;
    if (isForeignMedium(machine, device))
      return `${device.path}, which was booted, is on a disk that can be taken out, and the root is not`;
  }
  return null;
}

/** Removable to the kernel, or on USB without being the disk of the root. */
function isPortable(machine: Machine, device: BlockDevice): boolean {
  return isRemovable(machine.devices, device) || isForeignMedium(machine, device);
}
