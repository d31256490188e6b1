import { renamePayloads } from '@twinroot/lib-bls';
import { type BootTree, classOf, defectOf, type MenuEntry } from '@twinroot/lib-boot-tree';
import { bridgeName, foldPath } from '@twinroot/lib-fat';
import {
  directoryOf,
  type FileNode,
  fileAt,
  filesOf,
  isSameFile,
  joinPath,
  nameOf,
} from '@twinroot/lib-tree';
import type { Target, TargetEntry } from './target.ts';

/** An entry that is pointed to copies while the files under its own names are replaced. */
export interface BridgedEntry {
  /** Where its text is written meanwhile. */
  readonly path: string;
  /** The text that names the copies. */
  readonly bytes: Uint8Array;
  readonly mtime: number;
  readonly replaces: boolean;
  /** The text to return to, when no entry of the target writes it anyway. */
  readonly restore: MenuEntry | null;
  /** The entry of the target, when there is one. */
  readonly target: TargetEntry | null;
}

/** How files that entries of the mirror name right now get their new content. */
export interface Switch {
  /** Folded paths of files that are replaced (or appear) under names that the mirror's entries name. */
  readonly keys: ReadonlySet<string>;
  /** Copies under bridge names: folded final path to the path of its copy. */
  readonly copies: ReadonlyMap<string, string>;
  readonly bridged: readonly BridgedEntry[];
  /** Entries of the target that are written before the switch as they are, so that one is always there. */
  readonly early: readonly TargetEntry[];
  /** Entries that only the mirror has and that name a file of `keys`: they go before it changes. */
  readonly goEarly: readonly MenuEntry[];
  /** Entries whose files change one after the other, because there is no bridge. */
  readonly torn: readonly MenuEntry[];
}

/**
 * Computes the switch.
 *
 * An entry needs a bridge when more than one thing that it shows would change: two files under their own names,
 * or one and the names themselves. One change alone is one rename, and needs none. A new entry needs one only
 * when no entry of the mirror stays listed all the while.
 */
export function switchOf(source: BootTree, mirror: BootTree, target: Target, bridge: boolean): Switch {
  const mirrorMenu = mirror.menu;
  const bySurvivor = new Map<MenuEntry, TargetEntry>();
  for (const entry of target.entries) if (entry.there !== null) bySurvivor.set(entry.there, entry);
  const changed = changedKeys(mirror, target);
  const keys = new Set<string>();
  for (const { names, type } of mirrorMenu) {
    if (type === 1) for (const { key } of names) if (key !== null && changed.has(key)) keys.add(key);
  }
  const foreign = new Set(target.foreign.map(({ path }) => foldPath(path)));
  // A UKI that texts name is replaced with the entries, too late for texts that are written before.
  for (const { names, type } of target.entries.map(({ source: entry }) => entry)) {
    if (type === 1)
      for (const { key, path } of names)
        if (key !== null && changed.has(key) && classOf(path) === 'entry') keys.add(key);
  }
  // One that is damaged on both sides goes before its files change: a mix of them could look complete.
  const isKept = (entry: MenuEntry) =>
    !target.isMirrored(entry.file.path) ||
    foreign.has(entry.key) ||
    (target.pinned.has(entry.key) && defectOf(entry, mirror) === null);
  const naming = mirrorMenu.filter((entry) => namesAny(entry, keys));
  const goEarly = naming.filter((entry) => !bySurvivor.has(entry) && !isKept(entry));
  const crowded = naming.filter(
    (entry) => !goEarly.includes(entry) && visibleChanges(entry, bySurvivor.get(entry) ?? null, keys) > 1,
  );
  const judged = crowded.filter((entry) => bySurvivor.has(entry) || defectOf(entry, mirror) === null);

  const staysListed = mirrorMenu.some(
    (entry) => !goEarly.includes(entry) && defectOf(entry, mirror) === null,
  );
  const losesOne = goEarly.some((entry) => defectOf(entry, mirror) === null);
  const isCarried = !losesOne || staysListed || (bridge && judged.some((entry) => bySurvivor.has(entry)));
  // One that stays damaged is nobody's to keep coherent: it is left alone as it is.
  const isBroken = (entry: MenuEntry) => !bySurvivor.has(entry) && defectOf(entry, mirror) !== null;
  const namedBySound = new Set(
    mirrorMenu
      .filter((entry) => entry.type === 1 && !isBroken(entry))
      .flatMap(({ names }) => names.map(({ key }) => key)),
  );
  const isSwitched = ({ source: { type }, path }: TargetEntry) =>
    type === 2 && keys.has(foldPath(path)) && namedBySound.has(foldPath(path));
  const fresh = isCarried ? [] : target.entries.filter((entry) => !isSwitched(entry));
  const early = fresh.filter(({ source: entry }) => !namesAny(entry, keys));
  for (const { source: entry, path } of early) if (entry.type === 2) keys.delete(foldPath(path));
  const none = { keys, copies: new Map<string, string>(), bridged: [], early, goEarly, torn: judged };
  if (!bridge) {
    // Without a bridge an entry that is torn for a moment is better than no entry at all.
    const stay = !isCarried && early.length === 0;
    return { ...none, ...(stay ? { goEarly: [], torn: [...judged, ...goEarly] } : {}) };
  }

  const carrier = early.length > 0 ? [] : fresh.slice(0, 1);
  const plans = [
    ...judged.map((entry) => ({ there: entry, target: bySurvivor.get(entry) ?? null })),
    ...carrier.map((entry) => ({ there: entry.there, target: entry })),
  ];
  const copies = copyPaths(
    plans.flatMap(({ there, target: to }) => to?.source.names ?? there?.names ?? []),
    keys,
    [...filesOf(mirror.listing), ...filesOf(source.listing)].map(({ path }) => path),
  );
  const bridged = plans.flatMap((plan) => bridgedEntry(plan, copies));
  return { ...none, copies, bridged, torn: [] };
}

/** Folded paths of files and UKIs whose content on the mirror changes, or that appear. */
function changedKeys(mirror: BootTree, target: Target): ReadonlySet<string> {
  const changed = new Set<string>();
  const compare = (file: FileNode, path: string) => {
    const there = fileAt(mirror.listing, path);
    if (there === undefined || !isSameFile(file, there)) changed.add(foldPath(path));
  };
  for (const file of target.files.values()) compare(file, file.path);
  for (const { source, path } of target.entries) if (source.type === 2) compare(source.file, path);
  return changed;
}

function namesAny(entry: MenuEntry, keys: ReadonlySet<string>): boolean {
  return entry.type === 1 && entry.names.some(({ key }) => key !== null && keys.has(key));
}

/** How many things that the entry shows change, one after the other, if nothing is done about it. */
function visibleChanges(entry: MenuEntry, to: TargetEntry | null, keys: ReadonlySet<string>): number {
  const inPlace = new Set(entry.names.map(({ key }) => key).filter((key) => key !== null && keys.has(key)));
  const names = (of: MenuEntry) => of.names.map(({ key }) => key).join('\n');
  const namesChange = to?.isChanged && names(entry) !== names(to.source);
  return inPlace.size + (namesChange ? 1 : 0);
}

function copyPaths(
  names: readonly MenuEntry['names'][number][],
  keys: ReadonlySet<string>,
  there: readonly string[],
): ReadonlyMap<string, string> {
  const taken = new Set(there.map((path) => foldPath(nameOf(path))));
  const copies = new Map<string, string>();
  let number = 0;
  for (const { key, path } of names) {
    if (key === null || !keys.has(key) || copies.has(key)) continue;
    do number += 1;
    while (taken.has(foldPath(bridgeName(number))));
    copies.set(key, joinPath(directoryOf(path), bridgeName(number)));
  }
  return copies;
}

function bridgedEntry(
  plan: { readonly there: MenuEntry | null; readonly target: TargetEntry | null },
  copies: ReadonlyMap<string, string>,
): readonly BridgedEntry[] {
  const base = plan.target?.source ?? plan.there;
  if (base === null || base.file.bytes === null) return [];
  const path = plan.there?.file.path ?? plan.target?.path ?? base.file.path;
  const bytes = renamePayloads(base.file.bytes, (name) => copies.get(foldPath(name)) ?? null);
  const replaces = plan.there !== null;
  const restore = plan.target === null ? plan.there : null;
  return [{ path, bytes, mtime: base.file.mtime, replaces, restore, target: plan.target }];
}
