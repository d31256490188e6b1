import type { BlockDevice, Partuuid } from '@twinroot/lib-blockdev';
import { filesystemOf, type Machine } from '@twinroot/lib-machine';
import type { EspMember } from '@twinroot/lib-record';
import { mountpointsOf } from './mounted-devices.ts';

/** The part of a member that its device does not tell. */
export type Part = Pick<EspMember, 'role' | 'kind' | 'evidence' | 'member_by'>;

/** A member whose device is there; its free space is left open. Of its mount points a wanted one is preferred. */
export function presentMember(
  machine: Machine,
  device: BlockDevice,
  part: Part,
  isWanted: (mountpoint: string) => boolean,
): EspMember {
  const filesystem = filesystemOf(machine, device);
  const mountpoints = mountpointsOf(machine, filesystem);
  return {
    role: part.role,
    kind: part.kind,
    state: mountpoints.length > 0 ? 'mounted' : 'unmounted',
    partuuid: device.partuuid ?? '',
    path: device.path,
    uuid: filesystem.uuid,
    mountpoint: mountpoints.find(isWanted) ?? mountpoints[0] ?? null,
    mountpoints,
    label: filesystem.label,
    disk: device.disk,
    size: device.size,
    free: null,
    evidence: part.evidence,
    member_by: part.member_by,
  };
}

/** A mirror whose device is gone. It is taken for an ESP: its type went with it. */
export function missingMember(partuuid: Partuuid, by: EspMember['member_by']): EspMember {
  return {
    role: 'mirror',
    kind: 'esp',
    state: 'missing',
    partuuid,
    path: null,
    uuid: null,
    mountpoint: null,
    mountpoints: null,
    label: null,
    disk: null,
    size: null,
    free: null,
    evidence: null,
    member_by: by,
  };
}
