import type { BlockDevice, Partuuid } from '@twinroot/lib-blockdev';
import type { Machine } from '@twinroot/lib-machine';
import { memberDevice, missingDevice } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';

/** The part of a member that its device does not tell. */
export type Part = Pick<EspMember, 'role' | 'kind' | 'evidence' | 'member_by'>;

/** A member whose device is there; its free space is left open. Of its mount points a wanted one is preferred. */
export function presentMember(
  machine: Machine,
  device: BlockDevice,
  { role, kind, evidence, member_by }: Part,
  isWanted: (mountpoint: string) => boolean,
): EspMember {
  const partuuid = device.partuuid ?? '';
  return { role, kind, partuuid, ...memberDevice(machine, device, isWanted), evidence, member_by };
}

/** A mirror whose device is gone, and its type with it. */
export function missingMember(
  partuuid: Partuuid,
  { by, was: kind }: { readonly by: EspMember['member_by']; readonly was: EspMember['kind'] },
): EspMember {
  return { role: 'mirror', kind, partuuid, ...missingDevice, evidence: null, member_by: by };
}
