import type { BlockDevice } from '@twinroot/lib-blockdev';
import { type Mount, mountAt } from '@twinroot/lib-mountinfo';
import { deviceOfMount } from './device-of-mount.ts';
import { whyLive } from './live-system.ts';
import type { Machine } from './machine.ts';

/** Where an installed system whose root is an overlay or in memory has its disk: ostree and bootc, NixOS, overlayroot, others. */
const placesBesideRoot = ['/sysroot', '/nix', '/media/root-ro', '/usr', '/var'];

/**
 * Device nodes of all disks at the bottom of the root file system, or of the rest of an installed system whose root is in
 * memory; null where that cannot be told: in a live system, from the network, of a kind whose mounts do not name a device.
 */
export function rootDisks(
  machine: Pick<Machine, 'devices' | 'mounts' | 'sources'>,
): readonly string[] | null {
  const places = whyLive(machine.mounts) === null ? ['/', ...placesBesideRoot] : ['/'];
  for (const place of places) {
    const mount = mountAt(machine.mounts, place);
    const devices = mount === null ? [] : devicesOfMount(machine, mount);
    if (devices.length > 0) return [...new Set(devices.flatMap(({ disks }) => disks))];
  }
  return null;
}

/** All devices of a file system that may have several. */
function devicesOfMount(machine: Pick<Machine, 'devices' | 'sources'>, mount: Mount): readonly BlockDevice[] {
  // Its source is POOL/DATASET; blkid has the name of the pool as the label of each member.
  const [pool] = mount.source.split('/');
  if (mount.fstype === 'zfs')
    return machine.devices.filter(({ fstype, label }) => fstype === 'zfs_member' && label === pool);
  const device = deviceOfMount(machine, mount);
  if (!device) return [];
  // A btrfs over several devices is mounted by one of them, and all have its UUID.
  const all = machine.devices.filter(
    ({ fstype, uuid }) => fstype === 'btrfs' && uuid !== null && uuid === device.uuid,
  );
  return [device, ...all];
}
