import { compareVersions } from '@twinroot/lib-bls';
import { type BootTree, defectOf, type MenuEntry, machineIdsOf, versionOf } from './menu.ts';

/** The newest kernel of a mirror, and the newest of the source that is older. */
export interface NewerMirror {
  readonly mirror: string;
  readonly source: string;
}

/**
 * Whether the mirror has a newer kernel of this machine than any on the source: then a stale disk was booted.
 *
 * Entries that carry another machine's id do not count, damaged ones of the mirror neither. Order: UAPI.10.
 */
export function findNewer(
  source: BootTree,
  mirror: BootTree,
  ownIds: ReadonlySet<string>,
): NewerMirror | null {
  const ids = new Set([...ownIds, ...machineIdsOf(source)]);
  const own = (entry: MenuEntry) => entry.machineId === null || ids.has(entry.machineId);
  const newest = (tree: BootTree, entries: readonly MenuEntry[]) =>
    entries
      .map((entry) => versionOf(entry, tree))
      .filter((version) => version !== null)
      .sort(compareVersions)
      .at(-1);
  const here = newest(source, source.menu.filter(own));
  const there = newest(
    mirror,
    mirror.menu.filter((entry) => own(entry) && defectOf(entry, mirror) === null),
  );
  if (here === undefined || there === undefined || compareVersions(there, here) <= 0) return null;
  return { mirror: there, source: here };
}
