import type { Partuuid } from '@twinroot/lib-blockdev';
import { type Refusal, refused } from '@twinroot/lib-failure';
import type { EspMember } from '@twinroot/lib-record';
import type { Registry, RegistryMember } from '@twinroot/lib-registry';

/** Who leaves a set. */
export interface Leaving {
  readonly kind: 'leaving';
  /** Those that are members, with the other partitions of the set on their disks. */
  readonly members: readonly RegistryMember[];
  /** Members that nobody named and no device has: they may have been on a disk that leaves. */
  readonly missing: readonly Partuuid[];
}

/**
 * Who leaves with the partitions that were named. One that left before leaves again, which changes nothing.
 *
 * @param set as it was found
 * @param registry of what was booted; null: it has none
 */
export function leavingMembers(
  set: readonly (EspMember & { readonly partuuid: Partuuid })[],
  registry: Pick<Registry, 'members' | 'gone'> | null,
  named: readonly { readonly given: string; readonly partuuid: Partuuid }[],
): Leaving | Refusal {
  const leaving = new Map<Partuuid, RegistryMember>();
  const known = [...(registry?.members ?? []), ...(registry?.gone ?? [])];
  for (const { given, partuuid } of named) {
    const member = set.find((one) => one.partuuid === partuuid);
    if (member?.role === 'booted')
      return refused(`${given} is what was booted: boot from another member, and take it out from there`);
    const one = member ?? known.find((other) => other.partuuid === partuuid);
    if (one === undefined) return refused(`${given} is not a member of the set`);
    leaving.set(partuuid, { kind: one.kind, partuuid });
    for (const { role, disk, kind, partuuid: other } of set)
      if (role === 'mirror' && disk !== null && disk === member?.disk)
        leaving.set(other, { kind, partuuid: other });
  }
  const isMissing = (partuuid: Partuuid) => set.find((one) => one.partuuid === partuuid)?.state === 'missing';
  const areGone = [...leaving.keys()].some(isMissing);
  return {
    kind: 'leaving',
    members: [...leaving.values()],
    missing: areGone
      ? set.flatMap(({ partuuid }) => (isMissing(partuuid) && !leaving.has(partuuid) ? [partuuid] : []))
      : [],
  };
}
