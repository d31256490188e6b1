import { defectOf, type MenuEntry } from '@twinroot/lib-boot-tree';
import { changes, type HoldFacts, isCarried, sharesPinned } from './fitness.ts';

/** How the mirror's version of a damaged entry gives way. */
export interface GivingWay {
  /** Path of the file that is taken from it. */
  readonly taken: string;
  /** Whether the source's version comes in its place: it starts, if weakly. */
  readonly comes: boolean;
}

/**
 * The damaged entries of the source whose complete version on the mirror names a file that an entry which comes needs anew.
 *
 * @param broken entries of the source that are damaged
 * @param coming those that come
 * @param pinned folded paths on the mirror that stay as they are
 */
export function givingWay(
  broken: readonly MenuEntry[],
  coming: readonly MenuEntry[],
  pinned: ReadonlySet<string>,
  facts: HoldFacts,
): ReadonlyMap<MenuEntry, GivingWay> {
  const { byId, source, mirror } = facts;
  const taken = new Set(coming.flatMap((entry) => changes(entry, facts)));
  const giving = new Map<MenuEntry, GivingWay>();
  const takenFrom = (entry: MenuEntry) =>
    (byId.get(entry.id) ?? [])
      .filter((there) => defectOf(there, mirror) === null)
      .flatMap(({ names }) => names)
      .find(({ key }) => key !== null && taken.has(key));
  // One that comes all the same takes files in its turn.
  for (let before = -1; before !== giving.size; ) {
    before = giving.size;
    for (const entry of broken) {
      const file = giving.has(entry) ? undefined : takenFrom(entry);
      if (file === undefined) continue;
      const starts = defectOf(entry, source) === null && isCarried(entry, facts);
      const comes = starts && !sharesPinned(entry, pinned, facts);
      giving.set(entry, { taken: file.path, comes });
      if (comes) for (const key of changes(entry, facts)) taken.add(key);
    }
  }
  return giving;
}
