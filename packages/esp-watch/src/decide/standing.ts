import { isAutofs, type Mount, mountAt, mountHolding, mountsOf } from '@twinroot/lib-mountinfo';
import { isWithin } from '@twinroot/lib-sysroot';

/** The file system that a tree was found on. */
export type Volume = Pick<Mount, 'fstype' | 'source' | 'majmin' | 'root' | 'mountpoint'>;

/** What is mounted where something is to be watched. */
export type MountFound =
  /** Null: the mount is not in the table, which is that of a directory that is no mount point. */
  | { readonly kind: 'there'; readonly mount: Mount | null }
  /** An automount, or an ESP that is mounted nowhere: whoever needs it has it mounted, and until then nothing changes in it. */
  | { readonly kind: 'asleep' }
  | { readonly kind: 'absent'; readonly why: string };

const notMounted = 'does not exist or is not mounted';

/** The mount at a mount point of an ESP. */
export function mountOfPoint(mounts: readonly Mount[], path: string): MountFound {
  const mount = mountAt(mounts, path);
  if (mount === null) return { kind: 'absent', why: notMounted };
  return isAutofs(mount) ? { kind: 'asleep' } : { kind: 'there', mount };
}

/** Where an ESP is mounted: the first place, of its whole file system. */
export function mountOfDevice(mounts: readonly Mount[], majmin: string): MountFound {
  const [mount] = mountsOf(mounts, majmin);
  return mount === undefined ? { kind: 'asleep' } : { kind: 'there', mount };
}

/** Whether a look at a path would make an automount mount. */
export function isAsleep(mounts: readonly Mount[], path: string): boolean {
  const mount = mountHolding(mounts, path);
  return mount !== null && isAutofs(mount);
}

/** Whether a path lies where file systems come and go by themselves. */
export function isAutomounted(mounts: readonly Mount[], path: string): boolean {
  return mounts.some((mount) => isAutofs(mount) && isWithin(path, mount.mountpoint));
}

/**
 * The mount that a tree lies on, judged by the one that it was found on first: what an unmount bares is another directory,
 * which happens to have the same path, and is no state of this tree. A mount that arrives on the way to it is waited for, as a
 * rule, and is taken.
 *
 * @param path without symlinks
 * @param origin null: on a mount that the table did not have; undefined: it was not found before
 */
export function mountOfTree(
  mounts: readonly Mount[],
  path: string,
  origin: Volume | null | undefined,
): MountFound {
  const mount = mountHolding(mounts, path);
  if (mount !== null && isAutofs(mount)) return { kind: 'asleep' };
  if (!origin || (mount !== null && (isSameVolume(origin, mount) || isBelow(mount, origin))))
    return { kind: 'there', mount };
  return {
    kind: 'absent',
    why: `is not on ${origin.source || origin.fstype}, mounted on ${origin.mountpoint}, as it was before`,
  };
}

/**
 * Whether a mount is of the same file system as before, and of the same directory in it. A number of a device says so, but an
 * anonymous one (major 0: btrfs, ZFS, NFS, tmpfs) is given anew at each mount; there it is the source.
 */
function isSameVolume(before: Volume, { fstype, source, majmin, root }: Mount): boolean {
  if (fstype !== before.fstype || root !== before.root) return false;
  return majmin === before.majmin || (majmin.startsWith('0:') && source === before.source);
}

function isBelow({ mountpoint }: Mount, origin: Volume): boolean {
  return mountpoint !== origin.mountpoint && isWithin(mountpoint, origin.mountpoint);
}
