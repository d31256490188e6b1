import { parseRelease } from './kernel-release.ts';
import { versionOf } from './kernel-version.ts';
import { lineOf } from './line.ts';
import { type BootTree, isStarted, type MenuEntry } from './menu.ts';
import { rootIdsOf } from './root-ids.ts';

/**
 * Tells which entries of a mirror boot a system on another volume than those of the source, although they do not say whose they
 * are: none of their root ids is one of the source's, and none of their kernels has the path of one of the source's.
 *
 * The source's may have had another root before: so what entries of the mirror say counts, too, if the source has the same entry, or
 * one of its line with a kernel that is built the same way.
 */
export function otherRoots(source: BootTree, mirror: BootTree): (entry: MenuEntry) => boolean {
  const ids = new Set(source.menu.map(({ id }) => id));
  const lines = Map.groupBy(source.menu, lineOf);
  const isOurs = (entry: MenuEntry) =>
    ids.has(entry.id) ||
    (lines.get(lineOf(entry)) ?? []).some((one) =>
      isBuiltAlike(flavourOf(one, source), flavourOf(entry, mirror)),
    );
  const known = new Set(
    [...source.menu, ...mirror.menu.filter(isOurs)].flatMap(({ commandLine }) => [...rootIdsOf(commandLine)]),
  );
  return (entry) => {
    const roots = rootIdsOf(entry.commandLine);
    if (entry.machineId !== null || ids.has(entry.id) || roots.size === 0 || known.size === 0) return false;
    if ([...roots].some((id) => known.has(id))) return false;
    return !entry.names.some(({ key, as }) => key !== null && isStarted(as) && source.listing.nodes.has(key));
  };
}

/** How the kernel of an entry is built; null: not known. */
function flavourOf(entry: MenuEntry, tree: BootTree): string | null {
  const version = versionOf(entry, tree);
  return version === null ? null : parseRelease(version).flavour;
}

function isBuiltAlike(a: string | null, b: string | null): boolean {
  return a === null || b === null || a === b;
}
