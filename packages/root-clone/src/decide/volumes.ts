import type { BlockDevice } from '@twinroot/lib-blockdev';
import { isFat } from '@twinroot/lib-fat';
import { deviceOfMount, type Machine } from '@twinroot/lib-machine';
import { type Mount, visibleMounts } from '@twinroot/lib-mountinfo';
import { isWithin } from '@twinroot/lib-sysroot';

/** A file system that is mounted below the directory with the alternate root, and that is written. */
export interface Volume {
  /** Its mount point in the clone: `/`, `/boot`. */
  readonly path: string;
  /** Its mount point now. */
  readonly mountpoint: string;
  readonly mount: Mount;
  readonly device: BlockDevice;
  readonly isFat: boolean;
  /** Whether boot loaders read it: what is in it is copied before anything is deleted. */
  readonly isBoot: boolean;
}

/**
 * Directories of each root whose content is its own, and never copied, with their modes (file-hierarchy(7)); for a chroot, the
 * kernel's own is mounted there.
 */
export const ownModes: readonly (readonly [path: string, mode: number])[] = [
  ['/dev', 0o755],
  ['/proc', 0o555],
  ['/sys', 0o555],
  ['/run', 0o755],
  ['/tmp', 0o1777],
  ['/mnt', 0o755],
];

/** Whether what is there is each root's own. */
export function isOwnDirectory(path: string): boolean {
  return ownModes.some(([directory]) => isWithin(path, directory));
}

/** The volumes below a directory, the root first; what is mounted there and is no volume, by its mount point. */
export function volumesBelow(
  machine: Pick<Machine, 'mounts' | 'devices' | 'sources'>,
  to: string,
): { readonly volumes: readonly Volume[]; readonly strange: readonly string[] } {
  const volumes: Volume[] = [];
  const strange: string[] = [];
  for (const mount of visibleMounts(machine.mounts)) {
    if (!isWithin(mount.mountpoint, to)) continue;
    const path = pathBelow(mount.mountpoint, to);
    if (isOwnDirectory(path)) continue;
    const device = deviceOfMount(machine, mount);
    if (device === null) strange.push(mount.mountpoint);
    else volumes.push(volumeOf(path, mount, device));
  }
  return { volumes: volumes.toSorted((a, b) => (a.path < b.path ? -1 : 1)), strange };
}

function volumeOf(path: string, mount: Mount, device: BlockDevice): Volume {
  const fat = isFat(device) || mount.fstype === 'vfat';
  return { path, mountpoint: mount.mountpoint, mount, device, isFat: fat, isBoot: fat || isBootPath(path) };
}

function isBootPath(path: string): boolean {
  return /^\/(?:boot|efi)(?:$|[^a-z])/.test(path);
}

/** A path below a directory, as seen from there: `/` for itself. */
export function pathBelow(path: string, directory: string): string {
  return directory === '/' ? path : path.slice(directory.length) || '/';
}

/** The volume that holds a path of the clone; the root holds all that no other does. Null without a root. */
export function volumeHolding(volumes: readonly Volume[], path: string): Volume | null {
  const holders = volumes.filter((volume) => isWithin(path, volume.path));
  return holders.toSorted((a, b) => b.path.length - a.path.length)[0] ?? null;
}
