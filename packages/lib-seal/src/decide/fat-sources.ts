import { isFat } from '@twinroot/lib-fat';
import { filesystemOf, type Machine } from '@twinroot/lib-machine';
import { partitionOfMember } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';

/** The booted members of a set that have a registry: an XBOOTLDR partition that does not hold FAT is not mirrored. */
export function fatSources(machine: Machine, set: readonly EspMember[]): readonly EspMember[] {
  return set.filter((member) => {
    if (member.role !== 'booted') return false;
    const partition = partitionOfMember(member, machine.devices);
    if (member.kind === 'esp' || partition.kind !== 'found') return true;
    return isFat(filesystemOf(machine, partition.device));
  });
}
