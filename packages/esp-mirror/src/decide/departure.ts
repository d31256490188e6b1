import { type BootTree, defectOf, type MenuEntry } from '@twinroot/lib-boot-tree';
import type { Target, TargetEntry } from './target.ts';
import {
  changedKeys,
  comingAddons,
  isCompleted,
  namesAny,
  switchedKeys,
  visibleChanges,
} from './visible-changes.ts';

/** Entries of a mirror that cannot stay as they are while files are replaced under the names that they use. */
export interface Departures {
  /** Folded paths of these files; those that appear included. */
  readonly keys: Set<string>;
  /** Entries that lack files and nothing else, and get them one after the other. */
  readonly completed: readonly MenuEntry[];
  /** Entries that only the mirror has, and that go before. */
  readonly leaving: readonly MenuEntry[];
  /** Entries that would show new and old files at once. */
  readonly crowded: readonly MenuEntry[];
  /**
   * Images among these that can go before and come back: no text names them. With the same images under other counters, which see
   * the same add-ons.
   */
  readonly images: readonly MenuEntry[];
  /** Whether an entry is a damaged image. It shows no add-ons: to these it is as good as not there. */
  readonly isBrokenImage: (entry: MenuEntry) => boolean;
}

/** Computes them; `survivors` are the entries of the mirror that come from the source. */
export function departures(
  mirror: BootTree,
  target: Target,
  survivors: ReadonlyMap<MenuEntry, TargetEntry>,
): Departures {
  const isComplete = (entry: MenuEntry) => defectOf(entry, mirror) === null;
  const isBrokenImage = (entry: MenuEntry) => entry.type === 2 && !isComplete(entry);
  const changed = changedKeys(mirror, target);
  const addons = comingAddons(
    mirror.menu.filter((entry) => !isBrokenImage(entry)),
    target,
    changed,
  );
  const keys = switchedKeys(mirror, target, changed);
  for (const key of [...addons.values()].flat()) keys.add(key);
  const kept = new Set(target.kept.map(({ key }) => key));
  // One that is damaged on both sides goes before its files change: a mix of them could look complete.
  const isKept = (entry: MenuEntry) =>
    !target.isMirrored(entry.file.path) ||
    kept.has(entry.key) ||
    (target.pinned.has(entry.key) && isComplete(entry));
  const goes = (entry: MenuEntry) => !survivors.has(entry) && !isKept(entry);
  const isNamed = namedImages(mirror.menu);
  const leaving = mirror.menu.filter(
    (entry) =>
      goes(entry) && (namesAny(entry, keys) || addons.has(entry)) && !(addons.has(entry) && isNamed(entry)),
  );
  const crowded = mirror.menu.filter((entry) => {
    if (leaving.includes(entry) || !(survivors.has(entry) || isComplete(entry))) return false;
    const to = survivors.get(entry) ?? null;
    // One that goes with the others in the end must not change before.
    if (to === null && addons.has(entry)) return true;
    return visibleChanges(entry, to, keys, isBrokenImage(entry) ? null : (addons.get(entry) ?? [])) > 1;
  });
  const back = crowded.filter((entry) => entry.type === 2 && survivors.has(entry) && !isNamed(entry));
  const twins = mirror.menu.filter((entry) => goes(entry) && back.some(({ id }) => id === entry.id));
  const completed = mirror.menu.filter(
    (entry) => entry.type === 1 && !isComplete(entry) && isCompleted(entry, mirror, target, changed),
  );
  return { keys, completed, leaving, crowded, images: [...back, ...twins], isBrokenImage };
}

/** Whether a text names an image, under any of its counters: it would be broken without it. */
function namedImages(menu: readonly MenuEntry[]): (image: MenuEntry) => boolean {
  const named = new Set(
    menu.filter(({ type }) => type === 1).flatMap(({ names }) => names.map(({ key }) => key)),
  );
  const ids = new Set(menu.filter(({ key }) => named.has(key)).map(({ id }) => id));
  return ({ id }) => ids.has(id);
}
