import { addonImage, type BootTree, classOf, type MenuEntry } from '@twinroot/lib-boot-tree';
import { foldPath } from '@twinroot/lib-fat';
import { fileAt, isSameFile } from '@twinroot/lib-tree';
import type { Target, TargetEntry } from './target.ts';

/** Folded paths of files and UKIs whose content on the mirror changes, or that appear. */
export function changedKeys(mirror: BootTree, target: Target): ReadonlySet<string> {
  const changed = new Set(target.unlike.map(({ key }) => key));
  for (const { source, path } of target.entries) {
    const there = source.type === 2 ? fileAt(mirror.listing, path) : null;
    if (there === undefined || (there !== null && !isSameFile(source.file, there)))
      changed.add(foldPath(path));
  }
  return changed;
}

/**
 * Whether an entry of the mirror lacks files and nothing else: it is what it is to be, but for files that are not there yet. The last one
 * that comes makes it complete, so they come like those of a new entry, and before another one has to go.
 */
export function isCompleted(
  entry: MenuEntry,
  { listing }: BootTree,
  target: Target,
  changed: ReadonlySet<string>,
): boolean {
  const to = target.entries.find(({ there }) => there === entry);
  if (to === undefined || to.isChanged) return false;
  const wanted = new Set(to.source.names.map(({ key }) => key));
  return entry.names.every(({ key, as }) => {
    if (key === null || key === entry.key) return true;
    return wanted.has(key) && (!changed.has(key) || (as !== 'addon' && !listing.nodes.has(key)));
  });
}

/** The changed files that entries of the mirror show, but for add-ons: comingAddons tells of these. */
export function switchedKeys(mirror: BootTree, target: Target, changed: ReadonlySet<string>): Set<string> {
  const keys = new Set<string>();
  // An image itself is written with the entries, as long as no text names it.
  const addNames = (entry: MenuEntry) => {
    for (const { key, as } of entry.names)
      if (key !== null && key !== entry.key && as !== 'addon' && changed.has(key)) keys.add(key);
  };
  for (const entry of mirror.menu) if (!isCompleted(entry, mirror, target, changed)) addNames(entry);
  // A UKI that texts name is replaced with the entries, too late for texts that are written before.
  for (const { source } of target.entries) {
    if (source.type === 1)
      for (const { key, path } of source.names)
        if (key !== null && changed.has(key) && classOf(path) === 'entry') keys.add(key);
  }
  return keys;
}

/** Add-ons that come or change beside images of the mirror, which see them at once. */
export function comingAddons(
  mirrorMenu: readonly MenuEntry[],
  target: Target,
  changed: ReadonlySet<string>,
): ReadonlyMap<MenuEntry, readonly string[]> {
  const coming = new Map<MenuEntry, readonly string[]>();
  const addons = [...changed].filter((key) => addonImage(key) !== null && target.files.has(key));
  for (const entry of addons.length === 0 ? [] : mirrorMenu) {
    const own = addons.filter((key) => addonImage(key) === entry.key || addonImage(key) === entry.id);
    if (own.length > 0) coming.set(entry, own);
  }
  return coming;
}

export function namesAny(entry: MenuEntry, keys: ReadonlySet<string>): boolean {
  return entry.names.some(({ key }) => key !== null && key !== entry.key && keys.has(key));
}

/**
 * How many things that the entry shows change, one after the other, if nothing is done about it.
 *
 * @param addons those that come or change beside it; null: it shows none
 */
export function visibleChanges(
  entry: MenuEntry,
  to: TargetEntry | null,
  keys: ReadonlySet<string>,
  addons: readonly string[] | null,
): number {
  const others = entry.names.map(({ key }) => key).filter((key) => key !== entry.key);
  const inPlace = new Set(others.filter((key) => key !== null && keys.has(key)));
  for (const key of addons ?? []) inPlace.add(key);
  if (entry.type === 1) {
    const names = (of: MenuEntry) => of.names.map(({ key }) => key).join('\n');
    return inPlace.size + (to?.isChanged && names(entry) !== names(to.source) ? 1 : 0);
  }
  if (to === null) return inPlace.size;
  const kept = new Set(to.source.names.map(({ key }) => key));
  const gone = entry.names.filter(({ key, as }) => addons !== null && as === 'addon' && !kept.has(key));
  const isWritten = to.isChanged || foldPath(to.path) !== entry.key;
  return inPlace.size + gone.length + (isWritten ? 1 : 0);
}
