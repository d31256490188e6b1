import { type BlockDevice, espType, xbootldrType } from '@twinroot/lib-blockdev';
import { espMountOptions, isFat } from '@twinroot/lib-fat';
import { deviceOfMount } from '@twinroot/lib-machine';
import type { DeviceMount } from '@twinroot/lib-mount';
import { isAutofs, mountAt, visibleMounts } from '@twinroot/lib-mountinfo';
import { isWithin } from '@twinroot/lib-sysroot';
import { peerOf } from './find-device.ts';
import type { MountFacts } from './peer-mounts.ts';
import { pathBelow } from './volumes.ts';

/** A partition of the source that boot loaders read, and that is mounted nowhere in it. */
export interface UnmountedBoot {
  readonly device: BlockDevice;
  readonly peer: BlockDevice;
  readonly kind: 'ESP' | 'XBOOTLDR';
}

/**
 * The boot partitions of a running root that the map puts in the place of others, and that no mount shows: fstab need not have
 * them, since systemd-gpt-auto-generator(8) mounts them when they are used. A root that is no file system of the map is no
 * running one.
 */
export function unmountedBoot(
  facts: Pick<MountFacts, 'mounts' | 'devices' | 'sources' | 'ids' | 'to' | 'root'>,
): readonly UnmountedBoot[] {
  const { mounts, devices, ids, root, to } = facts;
  if (root === null || isWithin(root, to)) return [];
  const rootMount = mountAt(mounts, root);
  const rootDevice = rootMount && deviceOfMount(facts, rootMount);
  if (!rootDevice || peerOf(devices, ids, rootDevice) === null) return [];
  const shown = new Set(
    visibleMounts(mounts)
      .filter(({ mountpoint }) => isWithin(mountpoint, root) && !isWithin(mountpoint, to))
      .map((mount) => deviceOfMount(facts, mount)?.path),
  );
  return devices.flatMap((device): UnmountedBoot[] => {
    const kind = kindOf(device);
    if (kind === null || shown.has(device.path) || device.fstype === null) return [];
    const peer = peerOf(devices, ids, device);
    return peer === null ? [] : [{ device, peer, kind }];
  });
}

/**
 * The mounts for those, where systemd-gpt-auto-generator(8) would have them: XBOOTLDR on /boot, an ESP on /boot where there is no
 * XBOOTLDR, else on /efi; and, where neither is there, on /boot/efi. They are read only.
 *
 * @param empty directories of the source that are there, and empty; by their paths in it
 */
export function bootMounts(facts: MountFacts, empty: ReadonlySet<string>): readonly DeviceMount[] {
  const { mounts, devices, root } = facts;
  if (root === null) return [];
  const due = unmountedBoot(facts);
  const hasXbootldr =
    due.some(({ kind }) => kind === 'XBOOTLDR') ||
    visibleMounts(mounts).some(
      (mount) => deviceOfMount({ ...facts, devices }, mount)?.parttype === xbootldrType,
    );
  const taken = new Set(
    visibleMounts(mounts).flatMap((mount) => (isAutofs(mount) ? [] : [pathBelow(mount.mountpoint, root)])),
  );
  return due.flatMap(({ device, kind }): DeviceMount[] => {
    const places = kind === 'XBOOTLDR' ? ['/boot'] : [...(hasXbootldr ? [] : ['/boot']), '/efi', '/boot/efi'];
    const path = places.find((place) => empty.has(place) && !taken.has(place));
    if (path === undefined) return [];
    taken.add(path);
    return [
      {
        device: device.path,
        target: root === '/' ? path : `${root}${path}`,
        fstype: device.fstype ?? 'auto',
        options: ['ro', ...(isFat(device) ? espMountOptions : [])].join(','),
      },
    ];
  });
}

/** Where boot partitions are mounted. */
export const bootPlaces = ['/boot', '/efi', '/boot/efi'] as const;

function kindOf({ parttype }: BlockDevice): UnmountedBoot['kind'] | null {
  if (parttype === espType || parttype === '0xef') return 'ESP';
  return parttype === xbootldrType ? 'XBOOTLDR' : null;
}
