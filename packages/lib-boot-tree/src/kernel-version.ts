import { compareVersions, parseEntry, parseEntryName } from '@twinroot/lib-bls';
import { nameOf } from '@twinroot/lib-tree';
import { defectOf } from './completeness.ts';
import { type BootTree, type MenuEntry, machineIdsOf } from './menu.ts';

/**
 * The version of an entry: the kernel's own release, else what the entry says, else what its name says; null when
 * nothing does. Format: UAPI.10.
 */
export function versionOf(entry: MenuEntry, tree: BootTree): string | null {
  for (const { key, started } of entry.names) {
    const release = key !== null && started ? tree.images.get(key)?.kernelVersion : null;
    if (release) return release;
  }
  const stated = parseEntry(entry.file.bytes ?? new Uint8Array()).find(
    (line) => line.key === 'version',
  )?.value;
  if (stated !== undefined) return stated;
  const { stem } = parseEntryName(nameOf(entry.file.path));
  const [, version] = /-(\d+\..*)$/.exec(stem) ?? [];
  return version ?? null;
}

/** The newest kernel of a mirror, and the newest of the source that is older. */
export interface NewerKernel {
  readonly mirror: string;
  readonly source: string;
}

/**
 * Whether the mirror has a newer kernel of this machine than any on the source: then a stale disk was booted.
 *
 * Entries that carry another machine's id do not count, damaged ones of the mirror neither. Order: UAPI.10.
 */
export function findNewerKernel(
  source: BootTree,
  mirror: BootTree,
  ownIds: ReadonlySet<string>,
): NewerKernel | null {
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
