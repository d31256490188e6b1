import type { Partuuid } from '@twinroot/lib-blockdev';
import { type MemberAccess, type OpenMember, partuuidOf, withOpenMembers } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';
import { readRegistry } from '@twinroot/lib-registry';
import { fatSources } from '../decide/fat-sources.ts';
import type { MemberChange } from '../decide/member-change.ts';
import { ownRegistry } from '../decide/own-registry.ts';
import { claimsOf } from '../gather/claims.ts';
import { readIdentity, readVendors } from '../gather/identity.ts';
import { openForReading, readMemberContent } from '../gather/member-content.ts';
import { readBootTree, readSteadyTree } from '../gather/read-boot-tree.ts';
import { openSetRegistry } from './set-registry.ts';

/** The set whose members are changed. */
export interface ChangedSet {
  /** As it was found: one booted member of each kind, and mirrors. */
  readonly members: readonly EspMember[];
  readonly change: MemberChange;
  readonly signal: AbortSignal;
  /** Called with what people should know. */
  readonly warn: (text: string) => void;
}

/**
 * Changes the members of a set in the registries of what was booted: where they are to be different, a generation is made of its
 * content as it is. That of the ESP, which is asked for members, is written last: whoever is cut before does it again.
 *
 * @param plans whether it is only found out if something would be written
 * @returns whether something was, or would be, different
 * @throws {Error} when what was booted cannot be read or written, or has no registry while its mirrors have one
 */
export async function changeMembers(access: MemberAccess, set: ChangedSet, plans: boolean): Promise<boolean> {
  const booted = fatSources(access.machine, set.members);
  const isEsp = ({ kind }: EspMember) => Number(kind === 'esp');
  const known = { set: await setIdOf(access, booted) };
  let isDifferent = false;
  for (const source of booted.toSorted((one, other) => isEsp(one) - isEsp(other))) {
    const open = await openForReading(access, source);
    try {
      if (await changeOn(open, partuuidOf(source), { ...set, access, known, plans })) isDifferent = true;
    } finally {
      await open.close();
    }
  }
  return isDifferent;
}

/** The id of the set, from the first of these members that has a registry of its own; null: none has. */
async function setIdOf(access: MemberAccess, members: readonly EspMember[]): Promise<string | null> {
  for (const member of members) {
    const own = ownRegistry((await readMemberContent(access, member)).registry, member.partuuid);
    if (own !== null) return own.registry.set;
  }
  return null;
}

async function changeOn(
  member: OpenMember,
  partuuid: Partuuid,
  facts: ChangedSet & {
    readonly access: MemberAccess;
    readonly known: { set: string | null };
    readonly plans: boolean;
  },
): Promise<boolean> {
  const { members, change, signal, warn, access, known, plans } = facts;
  const { sysroot } = access.machine;
  const { kind } = members.find((one) => one.partuuid === partuuid) ?? { kind: 'esp' };
  const mirrors = members.filter((one) => one.role === 'mirror' && one.kind === kind);
  const as = { use: 'read', fsck: false, wait: null } as const;
  const claims = async () => {
    const registry = await withOpenMembers(access, mirrors, as, (each) => claimsOf(each, partuuid));
    if (registry === null) return null;
    throw new Error(
      `${member.name} has no registry, and its mirrors have one: run esp-which | esp-mirror first, which makes it`,
    );
  };
  const set = openSetRegistry({
    member,
    found: readRegistry(member.path),
    partuuid,
    change,
    counting: { running: readIdentity(sysroot), vendors: readVendors(sysroot) },
    // What rotted is no change of anybody's: its line stays, and the next run with --checksum finds it.
    findsRot: true,
    known,
    claims,
  });
  if (set.fault !== null) throw new Error(set.fault);
  if (set.remark !== null) warn(set.remark);
  if (!set.changesMembers()) return false;
  const wishes = { checksum: false, isExcluded: () => false };
  const why = member.whyReadOnly();
  if (why !== null) throw new Error(`${member.name} ${why}, and its members cannot be noted on it`);
  if (plans) {
    await set.checkSeal(await readBootTree(member.path, wishes, { signal }), () => true);
    return true;
  }
  const tree = await readSteadyTree(member.path, wishes, signal);
  const sealed = await set.seal(tree, () => true, []);
  if (sealed === null) throw new Error(`${member.name} is read-only, and its members cannot be noted on it`);
  return true;
}
