import { type MemberAccess, type WaitForLock, withOpenMembers } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';
import { removeRegistry } from '@twinroot/lib-registry';

/**
 * Removes the registry of another set from a member.
 *
 * @throws {Error} when it cannot be written
 */
export async function takeOver(access: MemberAccess, member: EspMember, wait: WaitForLock): Promise<void> {
  const as = { use: 'write', fsck: false, wait } as const;
  const [end] = await withOpenMembers(access, [member], as, (each) =>
    each(async ({ path }) => removeRegistry(path)),
  );
  if (end === undefined || end.kind === 'done') return;
  const why = end.kind === 'missing' ? 'is missing' : end.reason;
  throw new Error(`cannot take ${member.path ?? member.partuuid} over: ${why}`);
}
