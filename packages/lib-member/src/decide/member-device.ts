import type { BlockDevice } from '@twinroot/lib-blockdev';
import { filesystemOf, type Machine } from '@twinroot/lib-machine';
import { mountsOf } from '@twinroot/lib-mountinfo';
import type { EspMember } from '@twinroot/lib-record';

/** What a record says of the device of a member; its free space is left open. */
export type MemberDevice = Pick<
  EspMember,
  'state' | 'path' | 'uuid' | 'mountpoint' | 'mountpoints' | 'label' | 'disk' | 'size' | 'free'
>;

/** Of a member whose device is gone. */
export const missingDevice: MemberDevice = {
  state: 'missing',
  path: null,
  uuid: null,
  mountpoint: null,
  mountpoints: null,
  label: null,
  disk: null,
  size: null,
  free: null,
};

/** Of a member whose device is there. Of its mount points a wanted one is preferred. */
export function memberDevice(
  machine: Pick<Machine, 'devices' | 'mounts'>,
  device: BlockDevice,
  isWanted: (mountpoint: string) => boolean,
): MemberDevice {
  const filesystem = filesystemOf(machine, device);
  const mountpoints = mountpointsOf(machine, filesystem);
  return {
    state: mountpoints.length > 0 ? 'mounted' : 'unmounted',
    path: device.path,
    uuid: filesystem.uuid,
    mountpoint: mountpoints.find(isWanted) ?? mountpoints[0] ?? null,
    mountpoints,
    label: filesystem.label,
    disk: device.disk,
    size: device.size,
    free: null,
  };
}

/** Where the whole file system of a device is mounted and can be seen, each place once. */
export function mountpointsOf(
  { mounts }: Pick<Machine, 'mounts'>,
  { majmin }: BlockDevice,
): readonly string[] {
  return [...new Set(mountsOf(mounts, majmin).map(({ mountpoint }) => mountpoint))];
}
