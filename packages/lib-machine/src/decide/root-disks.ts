import { mountAt } from '@twinroot/lib-mountinfo';
import { deviceOfMount } from './device-of-mount.ts';
import type { Machine } from './machine.ts';

/**
 * Device nodes of all disks at the bottom of the root file system; null where that cannot be told: it is in memory, an overlay,
 * from the network, or of a kind whose mounts do not name a device (ZFS).
 */
export function rootDisks(
  machine: Pick<Machine, 'devices' | 'mounts' | 'sources'>,
): readonly string[] | null {
  const mount = mountAt(machine.mounts, '/');
  const device = mount && deviceOfMount(machine, mount);
  if (!device) return null;
  // A btrfs over several devices is mounted by one of them, and all have its UUID.
  const all = machine.devices.filter(
    ({ fstype, uuid }) => fstype === 'btrfs' && uuid !== null && uuid === device.uuid,
  );
  return [...new Set([device, ...all].flatMap(({ disks }) => disks))];
}
