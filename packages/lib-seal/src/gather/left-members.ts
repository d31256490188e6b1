import { type MemberAccess, partuuidOf } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';
import { hasLeft } from '../decide/member-change.ts';
import { ownRegistry } from '../decide/own-registry.ts';
import { readMemberContent } from './member-content.ts';

/**
 * Members of a set that left it, by the registry of the booted ESP, and that nobody named: older records do not bring them back.
 *
 * @returns their PARTUUIDs
 * @throws {Error} when the booted ESP is missing, or cannot be read
 */
export async function readLeft(
  access: MemberAccess,
  set: readonly EspMember[],
): Promise<ReadonlySet<string>> {
  const source = set.find(({ role, kind }) => role === 'booted' && kind === 'esp');
  if (source === undefined) return new Set();
  const { registry } = await readMemberContent(access, source);
  const own = ownRegistry(registry, source.partuuid);
  if (own === null) return new Set();
  const join = set
    .filter(({ member_by }) => member_by === 'operand')
    .map((member) => ({ kind: member.kind, partuuid: partuuidOf(member) }));
  return new Set(set.map(partuuidOf).filter((partuuid) => hasLeft(own.registry, { join }, partuuid)));
}
