import { type BlockDevice, deviceOfMajmin } from '@twinroot/lib-blockdev';
import { isFat } from '@twinroot/lib-fat';
import type { FstabEntry } from '@twinroot/lib-fstab';
import { isAutofs, type Mount, mountAt, mountsOf, visibleMounts } from '@twinroot/lib-mountinfo';

/** What is known of a machine when its set is chosen. */
export interface Machine {
  readonly devices: readonly BlockDevice[];
  readonly mounts: readonly Mount[];
  readonly fstab: readonly FstabEntry[];
}

/** The device with the file system of a partition: the array, when the partition is a member of one. */
export function filesystemOf({ devices }: Machine, partition: BlockDevice): BlockDevice {
  if (isFat(partition)) return partition;
  return devices.find((device) => device.parents.includes(partition.path) && isFat(device)) ?? partition;
}

/** Where the whole file system of a device is mounted and can be seen, each place once. */
export function mountpointsOf({ mounts }: Machine, device: BlockDevice): readonly string[] {
  return [...new Set(mountsOf(mounts, device.majmin).map((mount) => mount.mountpoint))];
}

/** A partition that is mounted as a whole, and where. */
export interface Mounted {
  readonly device: BlockDevice;
  readonly mountpoint: string;
}

/** The devices that are mounted as a whole at such paths. */
export function mountedAt(
  { devices, mounts }: Machine,
  isWanted: (path: string) => boolean,
): readonly Mounted[] {
  return visibleMounts(mounts).flatMap((mount) => {
    const device = mount.root === '/' && isWanted(mount.mountpoint) && deviceOfMajmin(devices, mount.majmin);
    return device ? [{ device, mountpoint: mount.mountpoint }] : [];
  });
}

/** The device that is mounted at a path, or why the path is no mount of a whole device. */
export function deviceMountedAt(
  { devices, mounts }: Machine,
  path: string,
): BlockDevice | { readonly why: string } {
  const mount = mountAt(mounts, path);
  if (!mount) return { why: 'nothing is mounted there' };
  if (isAutofs(mount))
    return { why: 'an automount waits there for its first use; name the device, or PARTUUID=…' };
  if (mount.root !== '/')
    return { why: `only the directory ${mount.root} of ${mount.source} is mounted there` };
  return (
    deviceOfMajmin(devices, mount.majmin) ?? {
      why: `${mount.fstype} is mounted there, which is on no block device`,
    }
  );
}
