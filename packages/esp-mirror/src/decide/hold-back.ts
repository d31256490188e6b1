import { hasCounter } from '@twinroot/lib-bls';
import {
  type BootTree,
  defectOf,
  isProtected,
  isStarted,
  type MenuEntry,
  type NamedFile,
  weaknessOf,
} from '@twinroot/lib-boot-tree';
import { type FileNode, fileAt, isSameFile, nameOf } from '@twinroot/lib-tree';
import type { PlanNote } from './plan-note.ts';

/** What is known when it is decided which entries come from the source. */
export interface HoldFacts {
  /** Entries of the source that are mirrored at all. */
  readonly wanted: readonly MenuEntry[];
  /** Entries of the mirror by their id. */
  readonly byId: ReadonlyMap<string, readonly MenuEntry[]>;
  /** Entries of the mirror that are kept: their texts and all files that they name stay as they are. */
  readonly kept: readonly MenuEntry[];
  /** Entries of the mirror that are not mirrored: out of scope, or left out. Their texts stay, and the files follow the source. */
  readonly leftOut: readonly MenuEntry[];
  readonly source: BootTree;
  readonly mirror: BootTree;
  /** Files other than entries that the mirror is to hold, by folded path. */
  readonly files: ReadonlyMap<string, FileNode>;
}

/** Entries that are held back. */
export interface Held {
  /** Their ids. */
  readonly ids: ReadonlySet<string>;
  /** Folded paths on the mirror that stay as they are, because of them and of what is kept. */
  readonly pinned: Set<string>;
  readonly notes: readonly PlanNote[];
}

/**
 * Entries that must not come from the source: damaged ones, and those that share a changed file with one that is
 * kept as the mirror has it, because a mix of both would be neither. What a whole entry of the source needs is never kept from
 * it by a damaged one: then that one goes from the mirror.
 */
export function holdBack(facts: HoldFacts): Held {
  const { wanted, byId, kept, leftOut, source, mirror } = facts;
  const ids = new Set<string>();
  const pinned = new Set<string>();
  const notes: PlanNote[] = [];
  const isComplete = (entry: MenuEntry) => defectOf(entry, mirror) === null;
  const pin = (entry: MenuEntry) => {
    for (const { key } of entry.names) if (key !== null) pinned.add(key);
  };
  const there = (entry: MenuEntry) => byId.get(entry.id) ?? [];
  const hold = (entry: MenuEntry, because: string, without: PlanNote['kind'] = 'warning') => {
    ids.add(entry.id);
    for (const other of there(entry)) pinned.add(other.key);
    const complete = there(entry).filter(isComplete);
    for (const other of complete) pin(other);
    const path = entry.file.path;
    if (complete.length > 0)
      notes.push({ kind: 'kept', text: `${path} ${because}: the mirror's version is kept`, path });
    else notes.push({ kind: without, text: `${path} ${because}, and the mirror has no complete one`, path });
  };

  for (const entry of kept) if (isComplete(entry)) pin(entry);
  for (const entry of leftOut.filter(isComplete)) {
    const { path } = entry.file;
    const damaged = entry.names.find((name) => isDamaged(name, facts));
    if (damaged === undefined) continue;
    pin(entry);
    const text = `${path} names ${damaged.path}, which is damaged on the source: the mirror's version is kept`;
    notes.push({ kind: 'kept', text, path });
  }
  const faults = new Map(wanted.map((entry) => [entry, faultOf(entry, facts)]));
  const whole = wanted.filter((entry) => faults.get(entry) === null);
  for (const entry of whole) if (!isCarried(entry, facts)) hold(entry, 'names an excluded file');
  for (let before = -1; before !== ids.size; ) {
    before = ids.size;
    for (const entry of whole) {
      if (!ids.has(entry.id) && sharesPinned(entry, pinned, facts))
        hold(entry, 'shares a file with an entry that is kept', 'kept');
      else if (!ids.has(entry.id) && namesHeld(entry, ids, faults, facts))
        hold(entry, 'names an image that is kept', 'kept');
    }
  }
  for (const entry of whole) {
    const weakness = ids.has(entry.id) ? null : weaknessOf(entry, source);
    const { path } = entry.file;
    if (weakness !== null)
      notes.push({ kind: 'warning', text: `${path} ${weakness}: it starts without an initrd`, path });
  }
  const coming = new Set(whole.filter((entry) => !ids.has(entry.id)).flatMap((one) => changes(one, facts)));
  const broken = wanted.filter((entry) => faults.get(entry) !== null);
  const isWeak = (entry: MenuEntry) =>
    defectOf(entry, source) === null && !sharesPinned(entry, pinned, facts) && isCarried(entry, facts);
  const taken = (entry: MenuEntry) =>
    there(entry)
      .filter(isComplete)
      .flatMap(({ names }) => names)
      .find(({ key }) => key !== null && coming.has(key));
  const giving = new Set<MenuEntry>();
  for (let before = -1; before !== giving.size; ) {
    before = giving.size;
    for (const entry of broken) {
      if (giving.has(entry) || taken(entry) === undefined) continue;
      giving.add(entry);
      if (isWeak(entry)) for (const key of changes(entry, facts)) coming.add(key);
    }
  }
  for (const entry of broken) {
    const fault = faults.get(entry) ?? '';
    if (!giving.has(entry)) {
      hold(entry, fault);
      continue;
    }
    const isComing = isWeak(entry);
    if (!isComing) ids.add(entry.id);
    const what = isComing ? 'the mirror gets it so' : 'it is deleted from the mirror';
    const path = entry.file.path;
    const text = `${path} ${fault}, and another entry needs the new ${taken(entry)?.path}: ${what}`;
    notes.push({ kind: 'warning', text, path });
  }
  return { ids, pinned, notes: inOrder(notes, wanted) };
}

/** Notes of entries in the order of the menu; others first. */
function inOrder(notes: readonly PlanNote[], menu: readonly MenuEntry[]): readonly PlanNote[] {
  const order = new Map(menu.map(({ file }, index) => [file.path, index]));
  return notes.toSorted((a, b) => (order.get(a.path ?? '') ?? -1) - (order.get(b.path ?? '') ?? -1));
}

/** Why an entry of the source must not take the place of the mirror's; null when it may. */
function faultOf(entry: MenuEntry, { byId, source, mirror, files }: HoldFacts): string | null {
  // What each partition has of its own is not asked for on the source.
  const own = entry.names.filter(({ path }) => isProtected(path));
  if (own.length > 0 && entry.names.every((name) => own.includes(name) || files.has(name.key ?? ''))) {
    const missing = own.find(({ path }) => (fileAt(mirror.listing, path)?.size ?? 0) === 0);
    return missing ? `names ${missing.path}, which each disk has of its own` : null;
  }
  const defect = defectOf(entry, source);
  if (defect !== null) return defect;
  const isBetter = (other: MenuEntry) =>
    defectOf(other, mirror) === null && weaknessOf(other, mirror) === null;
  return (byId.get(entry.id) ?? []).some(isBetter) ? weaknessOf(entry, source) : null;
}

/** Whether the file that would come from the source is empty or damaged, or is started and no program as far as is known. */
function isDamaged({ key, path, as }: NamedFile, { source, mirror, files }: HoldFacts): boolean {
  const file = key === null ? undefined : files.get(key);
  if (key === null || file === undefined) return false;
  const there = fileAt(mirror.listing, path);
  if (there !== undefined && isSameFile(file, there)) return false;
  if (file.size === 0 || source.faults.has(key)) return true;
  const image = source.images.get(key);
  return isStarted(as) && (image === undefined || image.isCut || !(image.pe || image.isCompressed));
}

/** Whether each file that the entry names will be on the mirror, as the source has it and under that name. */
function isCarried(entry: MenuEntry, facts: HoldFacts): boolean {
  const { wanted, source, mirror, files } = facts;
  return entry.names.every(({ key, path, as }) => {
    if (key === null || key === entry.key || files.has(key)) return true;
    if (wanted.some((other) => other.key === key)) return !hasCounter(nameOf(path));
    const [here, there] = [fileAt(source.listing, path), fileAt(mirror.listing, path)];
    if (isProtected(path) || (here === undefined && as === 'addon')) return true;
    return here !== undefined && there !== undefined && isSameFile(here, there);
  });
}

function sharesPinned(entry: MenuEntry, pinned: ReadonlySet<string>, facts: HoldFacts): boolean {
  const pinnedSelves = (facts.byId.get(entry.id) ?? []).filter(({ key }) => pinned.has(key));
  if (pinnedSelves.some(({ key, file }) => key !== entry.key || !isSameFile(entry.file, file))) return true;
  return changes(entry, facts).some((key) => pinned.has(key));
}

/** Whether the entry names an image that is an entry itself, will not come, and is not the same on the mirror. */
function namesHeld(
  entry: MenuEntry,
  ids: ReadonlySet<string>,
  faults: ReadonlyMap<MenuEntry, string | null>,
  { wanted, mirror }: HoldFacts,
): boolean {
  return entry.names.some(({ key, path }) => {
    const image = key === entry.key ? undefined : wanted.find((other) => other.key === key);
    if (image === undefined || (faults.get(image) === null && !ids.has(image.id))) return false;
    const there = fileAt(mirror.listing, path);
    return there === undefined || !isSameFile(image.file, there);
  });
}

/** The folded paths of the files that the entry names and that would change on the mirror, or appear. */
function changes(entry: MenuEntry, { mirror, files }: HoldFacts): readonly string[] {
  return entry.names.flatMap(({ key, path }) => {
    const file = key === null ? undefined : files.get(key);
    const there = fileAt(mirror.listing, path);
    const isChange = file !== undefined && (there === undefined || !isSameFile(file, there));
    return key !== null && isChange ? [key] : [];
  });
}
