import type { Partuuid } from '@twinroot/lib-blockdev';
import { type Registry, type RegistryMember, registryLimits } from '@twinroot/lib-registry';

/** What is to be different about the members of a set. */
export interface MemberChange {
  /** Members of the set as it was found: those that left stay away. */
  readonly found: readonly RegistryMember[];
  /** Members that somebody named: those that left come back. */
  readonly join: readonly RegistryMember[];
  readonly leave: readonly RegistryMember[];
}

/** A registry with its members changed; the same object where nothing is to be different. */
export function withMembers(registry: Registry, { found, join, leave }: MemberChange): Registry {
  const [known, gone, leaving] = [registry.members, registry.gone, leave].map(idsOf);
  const isAdded = ({ partuuid }: RegistryMember) => !known?.has(partuuid) && !leaving?.has(partuuid);
  const listed = found.filter((member) => isAdded(member) && !gone?.has(member.partuuid));
  const added = once([...listed, ...join.filter(isAdded)]);
  const taken = leave.filter(({ partuuid }) => known?.has(partuuid) || !gone?.has(partuuid));
  if (added.length + taken.length === 0) return registry;
  const { id: generation } = registry.generation;
  const off = idsOf([...added, ...taken]);
  return {
    ...registry,
    members: [...registry.members.filter(({ partuuid }) => !off.has(partuuid)), ...added],
    gone: [
      ...once(taken).map((member) => ({ ...member, generation })),
      ...registry.gone.filter(({ partuuid }) => !off.has(partuuid)),
    ].slice(0, registryLimits.gone),
  };
}

/** Whether a partition left the set, and nobody takes it back. */
export function hasLeft(
  { gone }: Pick<Registry, 'gone'>,
  { join }: Pick<MemberChange, 'join'>,
  partuuid: Partuuid,
): boolean {
  return idsOf(gone).has(partuuid) && !idsOf(join).has(partuuid);
}

function idsOf(members: readonly RegistryMember[]): ReadonlySet<Partuuid> {
  return new Set(members.map(({ partuuid }) => partuuid));
}

function once(members: readonly RegistryMember[]): readonly RegistryMember[] {
  return [...new Map(members.map((member) => [member.partuuid, member])).values()].map(
    ({ kind, partuuid }) => ({ kind, partuuid }),
  );
}
