import { filesystemOf, type Machine } from '@twinroot/lib-machine';
import { partitionOfMember } from '@twinroot/lib-member';
import { mountsOf } from '@twinroot/lib-mountinfo';
import type { EspMember } from '@twinroot/lib-record';
import type { Placement } from './placement.ts';

/** The set as it is once the booted members are on their mount points: what the records have of mounts is renewed. */
export function membersAfter(
  members: readonly EspMember[],
  placed: readonly Placement[],
  { mounts, devices }: Pick<Machine, 'mounts' | 'devices'>,
): readonly EspMember[] {
  return members.map((member) => {
    const partition = partitionOfMember(member, devices);
    if (member.state === 'missing' || partition.kind !== 'found') return member;
    const { device } = partition;
    const { majmin } = filesystemOf({ devices }, device);
    const places = mountsOf(mounts, majmin).map((mount) => mount.mountpoint);
    const wanted = placed.find((placement) => placement.member === member)?.target ?? member.mountpoint;
    const first = places.find((place) => place === wanted) ?? places[0];
    if (first === undefined) {
      return {
        ...member,
        state: 'unmounted',
        path: device.path,
        mountpoint: null,
        mountpoints: null,
        free: null,
      };
    }
    const mountpoints = [first, ...places.filter((place) => place !== first)];
    return { ...member, state: 'mounted', path: device.path, mountpoint: first, mountpoints };
  });
}
