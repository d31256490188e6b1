import { type BootTree, defectOf, isBootable, type MenuEntry } from '@twinroot/lib-boot-tree';
import { foldPath } from '@twinroot/lib-fat';
import { type BridgedEntry, bridgedEntry, copyPaths } from './bridge.ts';
import type { Target, TargetEntry } from './target.ts';
import { changedKeys, comingAddons, namesAny, switchedKeys, visibleChanges } from './visible-changes.ts';

/** How files that entries of the mirror name right now get their new content. */
export interface Switch {
  /** Folded paths of files that are replaced (or appear) under names that the mirror's entries name. */
  readonly keys: ReadonlySet<string>;
  /** Copies under bridge names: folded final path to the path of its copy. */
  readonly copies: ReadonlyMap<string, string>;
  readonly bridged: readonly BridgedEntry[];
  /** Entries of the target that are written before the switch as they are, so that one is always there. */
  readonly early: readonly TargetEntry[];
  /**
   * Entries of the mirror that go before `keys` change: those that only the mirror has and that name one, and images that
   * would be seen with new and old files at once, which come back with the entries.
   */
  readonly goEarly: readonly MenuEntry[];
  /** Entries whose files change one after the other, because there is no bridge. */
  readonly torn: readonly MenuEntry[];
}

/**
 * Computes the switch.
 *
 * An entry needs a bridge when more than one thing that it shows would change: two files under their own names,
 * or one and the names themselves. One change alone is one rename, and needs none. A new entry needs one only
 * when no entry of the mirror stays listed all the while. An image cannot be pointed elsewhere: one that needs a bridge goes first
 * and comes back last, where another entry stays listed.
 */
export function switchOf(
  source: BootTree,
  mirror: BootTree,
  target: Target,
  bridge: boolean,
  architecture: string | null = null,
): Switch {
  const mirrorMenu = mirror.menu;
  const survivors = new Map<MenuEntry, TargetEntry>();
  for (const entry of target.entries) if (entry.there !== null) survivors.set(entry.there, entry);
  const changed = changedKeys(mirror, target);
  // A damaged image shows no add-ons: to these it is as good as not there.
  const isBrokenImage = (entry: MenuEntry) => entry.type === 2 && defectOf(entry, mirror) !== null;
  const seen = mirrorMenu.filter((entry) => !isBrokenImage(entry));
  const addons = comingAddons(seen, target, changed);
  const keys = switchedKeys(mirrorMenu, target, changed);
  for (const key of [...addons.values()].flat()) keys.add(key);
  const kept = new Set(target.kept.map(({ path }) => foldPath(path)));
  // One that is damaged on both sides goes before its files change: a mix of them could look complete.
  const isKept = (entry: MenuEntry) =>
    !target.isMirrored(entry.file.path) ||
    kept.has(entry.key) ||
    (target.pinned.has(entry.key) && defectOf(entry, mirror) === null);
  const naming = mirrorMenu.filter((entry) => namesAny(entry, keys) || addons.has(entry));
  // A text that names an image, under any of its counters, would be broken without it.
  const isNamed = (image: MenuEntry) => {
    const same = new Set(mirrorMenu.filter(({ id }) => id === image.id).map(({ key }) => key));
    return mirrorMenu.some(
      (entry) => entry.type === 1 && entry.names.some(({ key }) => key !== null && same.has(key)),
    );
  };
  const leaving = naming.filter(
    (entry) => !survivors.has(entry) && !isKept(entry) && !(addons.has(entry) && isNamed(entry)),
  );
  const crowded = mirrorMenu.filter((entry) => {
    const to = survivors.get(entry) ?? null;
    if (leaving.includes(entry)) return false;
    // One that goes with the others in the end must not change before.
    const isLast = to === null && addons.has(entry);
    return (
      isLast || visibleChanges(entry, to, keys, isBrokenImage(entry) ? null : (addons.get(entry) ?? [])) > 1
    );
  });
  const judged = crowded.filter((entry) => survivors.has(entry) || defectOf(entry, mirror) === null);

  const isListed = (entry: MenuEntry) => isBootable(entry, mirror, architecture);
  const isImage = ({ type }: MenuEntry) => type === 2;
  const isLeftListed = (without: readonly MenuEntry[]) =>
    mirrorMenu.some((entry) => !without.includes(entry) && isListed(entry));
  const images = judged.filter((entry) => isImage(entry) && survivors.has(entry) && !isNamed(entry));
  // The same image under another counter sees the same add-ons.
  const twins = mirrorMenu.filter(
    (entry) => !survivors.has(entry) && !isKept(entry) && images.some(({ id }) => id === entry.id),
  );
  const withImages = [...new Set([...leaving, ...images, ...twins])];
  const others = target.entries.filter(
    ({ there }) => there === null || !images.includes(there) || isBrokenImage(there),
  );
  const canCarry = ({ source: entry }: TargetEntry) => !namesAny(entry, keys) || (bridge && entry.type === 1);
  const goImages = isLeftListed(withImages) || !images.some(isListed) || others.some(canCarry);
  const goEarly = images.length > 0 && goImages ? withImages : leaving;
  const tornImages = judged.filter((entry) => isImage(entry) && !goEarly.includes(entry));
  const bridgeable = judged.filter((entry) => !isImage(entry));

  const staysListed = isLeftListed(goEarly);
  const losesOne = goEarly.some(isListed);
  const isCarried = !losesOne || staysListed || (bridge && bridgeable.some((entry) => survivors.has(entry)));
  // One that stays damaged is nobody's to keep coherent: it is left alone as it is.
  const isBroken = (entry: MenuEntry) => !survivors.has(entry) && defectOf(entry, mirror) !== null;
  const namedBySound = new Set(
    mirrorMenu
      .filter((entry) => entry.type === 1 && !isBroken(entry))
      .flatMap(({ names }) => names.map(({ key }) => key)),
  );
  const isSwitched = ({ source: { type }, path }: TargetEntry) =>
    type === 2 && keys.has(foldPath(path)) && namedBySound.has(foldPath(path));
  const fresh = isCarried ? [] : others.filter((entry) => !isSwitched(entry));
  const early = fresh.filter(({ source: entry }) => !namesAny(entry, keys));
  for (const { source: entry, path } of early) if (entry.type === 2) keys.delete(foldPath(path));
  const none = { keys, copies: new Map<string, string>(), bridged: [], early, goEarly, torn: judged };
  if (!bridge) {
    // Without a bridge an entry that is torn for a moment is better than no entry at all.
    const stay = !isCarried && early.length === 0;
    const torn = judged.filter((entry) => !goEarly.includes(entry));
    return { ...none, torn, ...(stay ? { goEarly: [], torn: [...torn, ...goEarly] } : {}) };
  }

  const carrier = early.length > 0 ? [] : fresh.filter(({ source: { type } }) => type === 1).slice(0, 1);
  if (!isCarried && early.length === 0 && carrier.length === 0) {
    // Only images could be shown meanwhile, and these cannot be pointed elsewhere.
    return { ...none, goEarly: [], torn: [...judged, ...goEarly.filter((entry) => !judged.includes(entry))] };
  }
  const plans = [
    ...bridgeable.map((entry) => ({ there: entry, target: survivors.get(entry) ?? null })),
    ...carrier.map((entry) => ({ there: entry.there, target: entry })),
  ];
  const copies = copyPaths(plans, keys, [source, mirror]);
  const bridged = plans.flatMap((plan) => bridgedEntry(plan, copies));
  return { ...none, copies, bridged, torn: tornImages };
}
