import { deviceOfPath, isOnSameDisk } from '@twinroot/lib-blockdev';
import { type Finding, finding } from '../finding.ts';
import { type MemberCase, nameOfMember } from '../member-case.ts';

/** Whether the member is there, can be read, and is on a disk of its own. */
export function checkPresent({ facts, member, device, lostDisks }: MemberCase): readonly Finding[] {
  const result = (state: Finding['state'], why: string, fix: string | null = null) => [
    finding('present', state, why, fix),
  ];
  if (device === null) return result('fail', 'no device has its PARTUUID', 'guide: replace-disk');
  const same = facts.members.find(
    (other) =>
      other.partuuid !== member.partuuid && other.kind === member.kind && isBeside(facts, device, other.path),
  );
  if (same !== undefined)
    return result(
      'fail',
      `it is on the same disk as ${nameOfMember(same)}: one death takes both`,
      'guide: replace-disk',
    );
  if (device.disks.some((disk) => lostDisks.has(disk)))
    return result('fail', `it is on ${device.disks.join(', ')}, which is lost`);
  if (member.unread !== null) return result('unknown', `what is on it is not known: ${member.unread}`);
  const others = facts.members.filter(({ kind, partuuid }) => kind === 'esp' && partuuid !== member.partuuid);
  if (others.length === 0)
    return result(
      'fail',
      `there is no other member: when ${device.disks.join(', ')} dies, nothing is left`,
      'guide: replace-disk',
    );
  return result('ok', `${device.path} on ${device.disks.join(', ')}`);
}

function isBeside(
  facts: MemberCase['facts'],
  device: NonNullable<MemberCase['device']>,
  path: string | null,
) {
  const other = path === null ? null : deviceOfPath(facts.devices, path);
  return other !== null && isOnSameDisk(device, other);
}
