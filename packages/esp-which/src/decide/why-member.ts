import type { EspMember } from '@twinroot/lib-record';

/** What made a partition a member of the set, in a sentence. */
export function whyMember(member: EspMember): string {
  const { role, kind, state, path, partuuid, evidence, member_by: by } = member;
  const what = `${path ?? partuuid} (${kind}, ${state}) is ${role === 'booted' ? 'the source' : 'a mirror'}`;
  if (evidence !== null) return `${what}: ${evidence} names it`;
  if (by === 'operand') return `${what}: it was named on the command line`;
  if (by === 'registry') return `${what}: it is in the registry of the source`;
  if (by === 'pattern') return `${what}: it is where members are mounted`;
  return `${what}: it is on the same disk as the other one`;
}
