import type { Partuuid } from '@twinroot/lib-blockdev';
import {
  type GoneMember,
  isAmong,
  overriding,
  type Registry,
  type RegistryMember,
  registryLimits,
} from '@twinroot/lib-registry';

/** What the registries of mirrors say of the list of members on their source. */
export type ListLineage =
  /** It is the newest. */
  | { readonly kind: 'kept' }
  /** Somewhere else it was changed since: this is the registry that counts. */
  | { readonly kind: 'newer'; readonly registry: Registry }
  /** By the newest list the source itself has left. */
  | { readonly kind: 'left' };

/**
 * Compares the list of members on a source with those on its mirrors. A change of the list is a generation, so lineage says who
 * is right, also where the files are the same on both. A mirror with other files says nothing here: its content is judged with it.
 *
 * @param source as it was read
 * @param mirrors of the same set
 * @param mergeId id of the generation that is made where lists were changed without each other, 32 hex digits
 */
export function newerList(
  source: Registry,
  partuuid: Partuuid,
  mirrors: readonly Registry[],
  mergeId: string,
): ListLineage {
  let now = source;
  for (const mirror of mirrors) {
    if (mirror.set !== source.set || mirror.becoming !== null || mirror.partOf !== null) continue;
    if (isAmong(mirror.generation.id, now.generation, now.parents)) continue;
    if (hasSameList(mirror, now) || !hasSameFiles(mirror, now)) continue;
    const descends = mirror.parents.some(({ id }) => id === now.generation.id);
    const ours = new Set([now.generation, ...now.parents].map(({ id }) => id));
    if (!descends && !mirror.parents.some(({ id }) => ours.has(id))) continue;
    now = descends
      ? { ...mirror, alone: now.alone, others: now.others }
      : {
          ...overriding(now, [mirror], { id: mergeId, source: partuuid, files: now.files }),
          ...merged(now, mirror),
        };
  }
  if (now === source) return { kind: 'kept' };
  return now.members.some((member) => member.partuuid === partuuid)
    ? { kind: 'newer', registry: now }
    : { kind: 'left' };
}

function hasSameList(one: Registry, other: Registry): boolean {
  const listOf = ({ members, gone }: Registry) =>
    [members, gone]
      .map((list) =>
        list
          .map(({ partuuid }) => partuuid)
          .toSorted()
          .join(),
      )
      .join(';');
  return listOf(one) === listOf(other);
}

/** Whether two registries have the same manifest; times do not count, FAT rounds them. */
export function hasSameFiles(one: Pick<Registry, 'files'>, other: Pick<Registry, 'files'>): boolean {
  if (one.files.length !== other.files.length) return false;
  const there = new Map(other.files.map(({ path, digest }) => [path, digest]));
  return one.files.every(({ path, digest }) => there.get(path) === digest);
}

/** The registry that no other one descends from; null: there is none. */
export function newestRegistry(registries: readonly Registry[]): Registry | null {
  const isOlder = ({ generation }: Registry) =>
    registries.some(({ parents }) => parents.some(({ id }) => id === generation.id));
  return registries.find((registry) => !isOlder(registry)) ?? registries[0] ?? null;
}

/** Both lists together: who left by one of them has left, unless the other one knew of that and took him back. */
function merged(one: Registry, other: Registry): Pick<Registry, 'members' | 'gone'> {
  const isBack = (gone: GoneMember, of: Registry, by: Registry) => {
    const leaving = leavingGeneration(gone, of);
    const isMember = by.members.some(({ partuuid }) => partuuid === gone.partuuid);
    return isMember && leaving !== null && isAmong(leaving, by.generation, by.parents);
  };
  const gone = once([
    ...one.gone.filter((member) => !isBack(member, one, other)),
    ...other.gone.filter((member) => !isBack(member, other, one)),
  ]);
  const left = new Set(gone.map(({ partuuid }) => partuuid));
  const members = once([...one.members, ...other.members]).filter(({ partuuid }) => !left.has(partuuid));
  return { members, gone: gone.slice(0, registryLimits.gone) };
}

/** Id of the generation that was made when a member left: the one behind that with which it left. */
function leavingGeneration(
  { generation }: GoneMember,
  { generation: newest, parents }: Registry,
): string | null {
  const chain = [newest, ...parents];
  return chain[chain.findIndex(({ id }) => id === generation) - 1]?.id ?? null;
}

function once<M extends RegistryMember>(members: readonly M[]): readonly M[] {
  return [...new Map(members.map((member) => [member.partuuid, member])).values()];
}
