import {
  arrayOver,
  type BlockDevice,
  deviceOfPath,
  isOnSameDisk,
  isRemovable,
  withAllAbove,
} from '@twinroot/lib-blockdev';
import type { Machine } from '@twinroot/lib-machine';
import type { BootedPartition } from './wanted.ts';

/** What the machine knows of a disk or a partition that must not be written; null when nothing speaks against it. */
export function whyNotWrite(
  machine: Pick<Machine, 'devices' | 'mounts'>,
  device: BlockDevice,
  booted: readonly BootedPartition[],
  rootDisks: readonly string[] | null,
  removable: boolean,
): string | null {
  const { devices } = machine;
  if (!['disk', 'loop', 'part'].includes(device.type))
    return `it is a ${device.type}, not a disk or a partition of one`;
  const whole = deviceOfPath(devices, device.disk ?? device.path);
  if (whole !== null && !['disk', 'loop'].includes(whole.type))
    return `it is a partition of a ${whole.type}, not of a disk`;
  if (booted.some((one) => isOnSameDisk(device, one.device)))
    return 'the booted ESP is on this disk, and a mirror there would die with it';
  if (rootDisks !== null && device.disks.some((disk) => rootDisks.includes(disk)))
    return 'the root file system is on this disk';
  if (isRemovable(devices, device) && !removable)
    return 'it says that it is removable: use --removable if it stays';
  if (device.ro) return 'it is read-only';
  return whyHeld(machine, device);
}

/** Who has a device, or something on it, in use; null for nobody who is known. */
export function whyHeld(
  { devices, mounts }: Pick<Machine, 'devices' | 'mounts'>,
  device: BlockDevice,
): string | null {
  const all = withAllAbove(devices, device);
  for (const { path, majmin } of all) {
    const mount = mounts.find((one) => one.majmin === majmin || one.source === path);
    if (mount) return `${path} is mounted at ${mount.mountpoint}`;
  }
  const holder =
    arrayOver(devices, device) ?? all.find(({ type, path }) => type !== 'part' && path !== device.path);
  return holder ? `${holder.path} (${holder.type}) lies on it` : null;
}

/** The kind of a partition by its type; null for one that is neither. */
export function kindOfType(
  type: string | null,
  types: Readonly<Record<BootedPartition['kind'], string>>,
): BootedPartition['kind'] | null {
  if (type === types.esp) return 'esp';
  return type === types.xbootldr ? 'xbootldr' : null;
}
