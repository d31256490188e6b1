import { readFreeSpace } from '@twinroot/lib-machine';
import { type MemberAccess, type OpenMember, openMember } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';
import { type RegistryText, readRegistry } from '@twinroot/lib-registry';

/** What is on a member of a set. */
export interface MemberContent {
  readonly member: EspMember;
  /** null: it has none. */
  readonly registry: RegistryText | null;
  /** Bytes that its files take. */
  readonly used: number;
  /** Bytes that its file system can hold. */
  readonly capacity: number;
}

/**
 * Reads what is on a member.
 *
 * @param use `plan` where it is to be fit to be written, too
 * @throws {Error} when it is missing, or cannot be used as one
 */
export async function readMemberContent(
  access: MemberAccess,
  member: EspMember,
  use: 'read' | 'plan' = 'read',
): Promise<MemberContent> {
  const open = await openForReading(access, member, use);
  try {
    const { used, free } = await readFreeSpace(open.path);
    return { member, registry: readRegistry(open.path), used, capacity: used + free };
  } finally {
    await open.close();
  }
}

/**
 * Opens a member that has to be there.
 *
 * @throws {Error} when it is missing, or cannot be used as one
 */
export async function openForReading(
  access: MemberAccess,
  member: EspMember,
  use: 'read' | 'plan' = 'read',
): Promise<OpenMember> {
  const open = await openMember(access, member, { use, fsck: false });
  if ('path' in open) return open;
  const why = open.kind === 'missing' ? 'is missing' : `cannot be used: ${open.reason}`;
  throw new Error(`${member.path ?? member.partuuid} ${why}`);
}
