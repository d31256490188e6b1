import { type BlockDevice, espType, xbootldrType } from '@twinroot/lib-blockdev';
import type { Machine } from '@twinroot/lib-machine';
import { memberDevice, missingDevice, partitionOfMember } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';

/** A set as the machine has it. */
export interface SetNow {
  /** In the order of the records; their free space is that of before, where they are mounted. */
  readonly members: readonly EspMember[];
  /** Those whose device is not there. */
  readonly missing: readonly EspMember[];
  /** Why the record of a member was kept as it was read. */
  readonly warnings: readonly string[];
}

/**
 * Looks each member of a set up again by its PARTUUID; its role, and what made it a member, stay. Where several partitions have
 * one PARTUUID none of them is the member, and waiting does not change that: the record stays.
 */
export function setNow(members: readonly EspMember[], machine: Pick<Machine, 'devices' | 'mounts'>): SetNow {
  const kinds = new Set(members.flatMap(({ role, kind }) => (role === 'booted' ? [kind] : [])));
  const warnings: string[] = [];
  const found = members.map((member) => {
    const partition = partitionOfMember(member, machine.devices);
    if (partition.kind === 'missing') return { ...member, ...missingDevice };
    if (partition.kind === 'found') return presentNow(member, partition.device, kinds, machine);
    warnings.push(`${partition.reason}, ignoring`);
    return member;
  });
  return { members: found, missing: found.filter(({ state }) => state === 'missing'), warnings };
}

function presentNow(
  member: EspMember,
  device: BlockDevice,
  kinds: ReadonlySet<EspMember['kind']>,
  machine: Pick<Machine, 'devices' | 'mounts'>,
): EspMember {
  const now = memberDevice(machine, device, (place) => place === member.mountpoint);
  const free = now.state === 'mounted' ? member.free : null;
  return { ...member, kind: kindNow(member, device, kinds), ...now, free };
}

/** A mirror that was missing was taken for an ESP, because its type was gone with it. A kind without a booted member makes no set. */
function kindNow(
  { role, state, kind }: EspMember,
  { parttype }: BlockDevice,
  kinds: ReadonlySet<EspMember['kind']>,
): EspMember['kind'] {
  if (role === 'booted' || state !== 'missing') return kind;
  const now = parttype === espType ? 'esp' : parttype === xbootldrType ? 'xbootldr' : kind;
  return kinds.has(now) ? now : kind;
}
