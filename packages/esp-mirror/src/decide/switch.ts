import { type BootTree, defectOf, isBootable, isStarted, type MenuEntry } from '@twinroot/lib-boot-tree';
import { foldPath } from '@twinroot/lib-fat';
import { type BridgedEntry, bridgedEntry, copyPaths } from './bridge.ts';
import { departures } from './departure.ts';
import type { Target, TargetEntry } from './target.ts';
import { namesAny } from './visible-changes.ts';

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
   * Entries of the mirror that lack files, and go before these come: a boot loader lists one as soon as its kernel is there. They come
   * back with the entries.
   */
  readonly goFirst: readonly MenuEntry[];
  /** Folded paths of what such entries start, where they cannot go first: it comes after all else that they lack. */
  readonly comesLast: ReadonlySet<string>;
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
  const survivors = new Map<MenuEntry, TargetEntry>();
  for (const entry of target.entries) if (entry.there !== null) survivors.set(entry.there, entry);
  const { keys, completed, leaving, crowded, images, isBrokenImage } = departures(mirror, target, survivors);

  const isListed = (entry: MenuEntry) => isBootable(entry, mirror, architecture);
  const isLeftListed = (without: readonly MenuEntry[]) =>
    mirror.menu.some((entry) => !without.includes(entry) && isListed(entry));
  const withImages = [...new Set([...leaving, ...images])];
  const others = target.entries.filter(
    ({ there }) => there === null || !images.includes(there) || isBrokenImage(there),
  );
  const canCarry = ({ source: entry }: TargetEntry) => !namesAny(entry, keys) || (bridge && entry.type === 1);
  const goImages = isLeftListed(withImages) || !images.some(isListed) || others.some(canCarry);
  const goEarly = goImages ? withImages : leaving;
  // Where none is listed without them, nothing is lost by one that is listed too soon.
  const goFirst = isLeftListed([...goEarly, ...completed]) ? completed : [];
  const comesLast = new Set(
    completed
      .filter((entry) => !goFirst.includes(entry))
      .flatMap(({ names }) => names.flatMap(({ key, as }) => (isStarted(as) && key !== null ? [key] : []))),
  );
  const torn = crowded.filter((entry) => !goEarly.includes(entry) && !goFirst.includes(entry));
  const bridgeable = torn.filter(({ type }) => type === 1);

  const staysListed = isLeftListed(goEarly);
  const losesOne = goEarly.some(isListed);
  const isCarried = !losesOne || staysListed || (bridge && bridgeable.some((entry) => survivors.has(entry)));
  // One that stays damaged is nobody's to keep coherent: it is left alone as it is.
  const isBroken = (entry: MenuEntry) => !survivors.has(entry) && defectOf(entry, mirror) !== null;
  const namedBySound = new Set(
    mirror.menu
      .filter((entry) => entry.type === 1 && !isBroken(entry))
      .flatMap(({ names }) => names.map(({ key }) => key)),
  );
  const isSwitched = ({ source: { type }, path }: TargetEntry) =>
    type === 2 && keys.has(foldPath(path)) && namedBySound.has(foldPath(path));
  const fresh = isCarried ? [] : others.filter((entry) => !isSwitched(entry));
  const early = fresh.filter(({ source: entry }) => !namesAny(entry, keys));
  for (const { source: entry, path } of early) if (entry.type === 2) keys.delete(foldPath(path));
  const none = {
    keys,
    copies: new Map<string, string>(),
    bridged: [],
    early,
    goFirst,
    comesLast,
    goEarly,
    torn,
  };
  const carrier =
    bridge && early.length === 0 ? fresh.filter(({ source: { type } }) => type === 1).slice(0, 1) : [];
  if (!isCarried && early.length === 0 && carrier.length === 0) {
    // Nothing can be shown meanwhile: an entry that is torn for a moment is better than no entry at all. One that is none goes all the same.
    const gone = goEarly.filter((entry) => !isListed(entry));
    const stay = [...new Set([...crowded, ...goEarly])].filter((entry) => !gone.includes(entry));
    return { ...none, goEarly: gone, torn: stay };
  }
  if (!bridge) return none;
  const plans = [
    ...bridgeable.map((entry) => ({ there: entry, target: survivors.get(entry) ?? null })),
    ...carrier.map((entry) => ({ there: entry.there, target: entry })),
  ];
  const copies = copyPaths(plans, keys, [source, mirror]);
  const bridged = plans.flatMap((plan) => bridgedEntry(plan, copies));
  return { ...none, copies, bridged, torn: torn.filter((entry) => !bridgeable.includes(entry)) };
}
