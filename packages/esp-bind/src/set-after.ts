import { type BlockDevice, devicesOfPartuuid, parsePartuuid } from '@twinroot/lib-blockdev';
import { type Mount, mountsOf } from '@twinroot/lib-mountinfo';
import type { EspMember } from '@twinroot/lib-record';
import type { Placement } from './place.ts';

/** The set as it is once the booted members are on their mount points: what the records said of mounts is renewed. */
export function membersAfter(
  members: readonly EspMember[],
  placed: readonly Placement[],
  { mounts, devices }: { readonly mounts: readonly Mount[]; readonly devices: readonly BlockDevice[] },
): readonly EspMember[] {
  return members.map((member) => {
    const partuuid = parsePartuuid(member.partuuid);
    const [device, other] = partuuid === null ? [] : devicesOfPartuuid(devices, partuuid);
    if (member.state === 'missing' || device === undefined || other !== undefined) return member;
    const places = mountsOf(mounts, device.majmin).map((mount) => mount.mountpoint);
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
