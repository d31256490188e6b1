import type { BlockDevice } from '@twinroot/lib-blockdev';
import { type Refusal, refused } from '@twinroot/lib-failure';
import { deviceOfMount, type Machine } from '@twinroot/lib-machine';
import { isAutofs, mountAt, visibleMounts } from '@twinroot/lib-mountinfo';

/** A partition that is mounted as a whole, and where. */
export interface Mounted {
  readonly device: BlockDevice;
  readonly mountpoint: string;
}

/** The devices that are mounted as a whole at such paths. */
export function mountedAt(machine: Machine, isWanted: (path: string) => boolean): readonly Mounted[] {
  return visibleMounts(machine.mounts).flatMap((mount) => {
    const device = mount.root === '/' && isWanted(mount.mountpoint) && deviceOfMount(machine, mount);
    return device ? [{ device, mountpoint: mount.mountpoint }] : [];
  });
}

/** The device that is mounted at a path, as a whole. */
export function deviceMountedAt(
  machine: Machine,
  path: string,
): { readonly kind: 'device'; readonly device: BlockDevice } | Refusal {
  const mount = mountAt(machine.mounts, path);
  if (!mount) return refused('nothing is mounted there');
  if (isAutofs(mount))
    return refused('an automount that was not used yet is there; name the device, or PARTUUID=…');
  if (mount.root !== '/')
    return refused(`only the directory ${mount.root} of ${mount.source} is mounted there`);
  const device = deviceOfMount(machine, mount);
  if (!device) return refused(`${mount.fstype} is mounted there, which is not on a block device`);
  return { kind: 'device', device };
}
