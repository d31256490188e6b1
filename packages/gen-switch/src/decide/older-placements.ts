import { entryVersion, kernelKey, olderEntryName } from '@twinroot/lib-generation';
import type { EspFound } from './esp-found.ts';
import { contentAt, type PlacedEntry, type Placement, saysContent } from './placement.ts';
import type { OlderKernel, Wanted } from './wanted.ts';

/** The entry of an older kernel of a generation, as it is to be. */
export interface OlderPlacement extends PlacedEntry {
  readonly kernel: OlderKernel;
  /** As the names of entries have its release. */
  readonly key: string;
  /** Whether what is there by that name is this entry but for its place in the menu: where there is no room for it anew, it may stay. */
  readonly mayStay: boolean;
}

/**
 * Plans the entries of the older kernels of a generation: of the type, the stamp and the sorting of that of its newest one, behind which they
 * come by their versions. They have no counters (olderEntryName).
 */
export function olderPlacements(
  { token, id, older }: Pick<Wanted, 'token' | 'id' | 'older'>,
  { entries }: Pick<EspFound, 'entries'>,
  { type, stamp, sorting }: Pick<Placement, 'type' | 'stamp' | 'sorting'>,
): readonly OlderPlacement[] {
  return older.map((kernel) => {
    const { release } = kernel;
    const name = olderEntryName(token, id, release, type);
    const there = entries.find((one) => one.id === id && one.kernel !== null && one.name === name);
    const wanted = contentAt({ ...kernel, sorting }, entryVersion(stamp, release));
    const says = (version: string | null) =>
      there !== undefined &&
      version !== null &&
      saysContent(there, type, contentAt({ ...kernel, sorting }, version));
    return {
      type,
      name,
      ...wanted,
      isWritten: !says(entryVersion(stamp, release)),
      replaces: there !== undefined,
      kernel,
      key: kernelKey(release),
      mayStay: says(there?.version ?? null),
    };
  });
}
