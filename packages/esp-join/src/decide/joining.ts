import type { Partuuid } from '@twinroot/lib-blockdev';
import { type Refusal, refused } from '@twinroot/lib-failure';
import type { EspMember } from '@twinroot/lib-record';
import type { Registry } from '@twinroot/lib-registry';
import { type MemberContent, obstacleFault, otherVersion } from '@twinroot/lib-seal';

/** What a file system needs beyond the files themselves: directories grow, and the registry. */
const margin = 1024 * 1024;

/** What a partition is to a set that it is to join. */
export type Fitness =
  | { readonly kind: 'fit' }
  /** It has the registry of another set, which is to be removed. */
  | { readonly kind: 'another set' }
  | Refusal;

/**
 * Whether a partition may join a set: by what is on it.
 *
 * @param source what was booted, of its kind
 * @param set the id of the set; null: it has none yet
 * @param takesOver whether it may be of another set
 */
export function fitnessOf(
  source: MemberContent,
  set: string | null,
  { member, registry, capacity }: MemberContent,
  takesOver: boolean,
): Fitness {
  const name = member.path ?? member.partuuid;
  if (source.used + margin > capacity)
    return refused(
      `${name} holds ${capacity} bytes, and ${source.used + margin} are needed: ${source.used} for the files on ${source.member.path ?? source.member.partuuid}, and a margin of ${margin}; make a larger one, see esp-format(8)`,
    );
  const obstacle = obstacleFault(name, registry);
  if (obstacle !== null) return refused(obstacle);
  if (registry?.kind === 'other version') return refused(otherVersion(name, registry.major));
  if (registry?.kind !== 'registry') return { kind: 'fit' };
  const theirs = registry.registry;
  const isOurs =
    set === null
      ? theirs.members.some(({ partuuid }) => partuuid === source.member.partuuid)
      : theirs.set === set;
  if (isOurs) return { kind: 'fit' };
  if (takesOver) return { kind: 'another set' };
  const { number } = theirs.generation;
  return refused(
    `${name} belongs to another set (${theirs.set.slice(0, 8)}, generation ${number}): --take-over takes it out of that one`,
  );
}

/**
 * Why members cannot be replaced; null when they can. One that was replaced before is no longer one, and that is no mistake.
 *
 * @param registry of what was booted; null: it has none
 */
export function whyNotReplaced(
  set: readonly EspMember[],
  registry: Pick<Registry, 'members' | 'gone'> | null,
  old: readonly { readonly given: string; readonly partuuid: Partuuid }[],
): string | null {
  const known = [...(registry?.members ?? []), ...(registry?.gone ?? [])];
  for (const { given, partuuid } of old) {
    const member = set.find((one) => one.partuuid === partuuid);
    if (member?.role === 'booted') return `${given} is what was booted: boot from another member first`;
    if (member === undefined && !known.some((one) => one.partuuid === partuuid))
      return `${given} is not a member of the set`;
  }
  return null;
}
