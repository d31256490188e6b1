import { hasCounter, withAllTries } from '@twinroot/lib-bls';
import {
  directoryOf,
  type FileNode,
  fileAt,
  filesOf,
  foldPath,
  isOwnName,
  isSameFile,
  joinPath,
  nameOf,
} from '@twinroot/lib-tree';
import { classOf, isProtected, machineIdOf, vendorOf } from './classify.ts';
import { type BootTree, defectOf, type MenuEntry, machineIdsOf } from './menu.ts';
import { type Policy, scopeOf } from './policy.ts';

/** An entry that the mirror is to list as the source has it. */
export interface TargetEntry {
  readonly source: MenuEntry;
  /** The same entry on the mirror, under whatever counter; null when it is new. */
  readonly there: MenuEntry | null;
  /** The name that it is to have on the mirror, below the source's directory. */
  readonly path: string;
  /** Whether its own bytes are to be written. */
  readonly isChanged: boolean;
}

/** Something that a person should hear of. */
export interface Note {
  /** `kept`: the mirror's own version stays because the source's is damaged, which makes the status 1. */
  readonly kind: 'kept' | 'warning' | 'foreign';
  readonly text: string;
}

/** What the mirror is to hold in the end. */
export interface Target {
  /** Files other than entries, by folded path, as the source has them. */
  readonly files: ReadonlyMap<string, FileNode>;
  readonly entries: readonly TargetEntry[];
  /** Folded paths on the mirror that are neither written nor deleted. */
  readonly pinned: ReadonlySet<string>;
  /** Files that only the mirror has and that belong to another system. */
  readonly foreign: readonly FileNode[];
  readonly notes: readonly Note[];
  /** Whether a path is within what is mirrored at all. */
  readonly isMirrored: (path: string) => boolean;
}

/** Computes what the mirror is to hold. Pure; nothing is decided by time of modification. */
export function targetOf(source: BootTree, mirror: BootTree, policy: Policy): Target {
  const sourceMenu = source.menu;
  const mirrorMenu = mirror.menu;
  const inScope = scopeOf(policy, [...sourceMenu, ...mirrorMenu]);
  // Copies that an interrupted run left entries pointed to, on a member that was booted since, are payloads.
  const pointedTo = new Set(sourceMenu.flatMap(({ names }) => names.map(({ key }) => key)));
  const isOwn = (path: string) => isOwnName(nameOf(path)) && !pointedTo.has(foldPath(path));
  const isMirrored = (path: string) =>
    inScope(path) && !isProtected(path) && !policy.isExcluded(path) && !isOwn(path);

  const files = new Map<string, FileNode>();
  for (const file of filesOf(source.listing)) {
    if (isMirrored(file.path) && classOf(file.path) !== 'entry') files.set(foldPath(file.path), file);
  }
  const byId = Map.groupBy(mirrorMenu, (entry) => entry.id);
  const wanted = sourceMenu.filter((entry) => isMirrored(entry.file.path));
  const held = holdBack({ wanted, byId, source, mirror, files });
  const entries = wanted
    .filter((entry) => !held.ids.has(entry.id))
    .map((entry) => targetEntry(entry, byId.get(entry.id) ?? [], mirror, files));
  const lastOnes = entries.length === 0 ? mirrorMenu : [];
  for (const { key, names } of lastOnes)
    for (const name of [key, ...names.map((named) => named.key)]) if (name !== null) held.pinned.add(name);
  for (const key of held.pinned) files.delete(key);
  const foreign = policy.purge
    ? []
    : foreignFiles(source, mirror, policy).filter(({ path }) => isMirrored(path));
  const foreignKeys = new Set(foreign.map(({ path }) => foldPath(path)));
  const pinned = new Set([...held.pinned, ...foreignKeys]);
  for (const entry of mirrorMenu) {
    if (foreignKeys.has(entry.key))
      for (const { key } of entry.names) if (key !== null && !files.has(key)) pinned.add(key);
  }
  const notes = [...held.notes, ...foreignNotes(foreign), ...pointedNotes(wanted)];
  return { files, entries, pinned, foreign, notes, isMirrored };
}

function targetEntry(
  source: MenuEntry,
  same: readonly MenuEntry[],
  mirror: BootTree,
  files: ReadonlyMap<string, FileNode>,
): TargetEntry {
  const path = source.file.path;
  const there = counterpart(source, same, mirror);
  if (there === null) return { source, there, path: withTries(path), isChanged: true };
  const isChanged = !isSameFile(source.file, there.file);
  const payloadsChanged = source.names.some(({ key, path: name }) => {
    const file = key === null ? undefined : files.get(key);
    const other = fileAt(mirror.listing, name);
    return file !== undefined && (other === undefined || !isSameFile(file, other));
  });
  if (isChanged || payloadsChanged) return { source, there, path: withTries(path), isChanged };
  // Unchanged: counters stay each member's own, but what is blessed here is blessed there.
  const blessed = !hasCounter(nameOf(path));
  return { source, there, path: blessed ? path : there.file.path, isChanged };
}

/** Which of several files of the same entry (a run that was cut while it changed the counter) is to stay. */
function counterpart(source: MenuEntry, same: readonly MenuEntry[], mirror: BootTree): MenuEntry | null {
  const wanted = [foldPath(withTries(source.file.path)), source.key];
  const byName = wanted
    .map((key) => same.find((entry) => entry.key === key))
    .find((entry) => entry !== undefined);
  return byName ?? same.find((entry) => defectOf(entry, mirror) === null) ?? same[0] ?? null;
}

function withTries(path: string): string {
  return joinPath(directoryOf(path), withAllTries(nameOf(path)));
}

interface Held {
  readonly ids: ReadonlySet<string>;
  readonly pinned: Set<string>;
  readonly notes: readonly Note[];
}

/**
 * Entries that must not come from the source: damaged ones, and those that share a changed file with one that is
 * kept as the mirror has it, because a mix of both would be neither.
 */
function holdBack(facts: {
  wanted: readonly MenuEntry[];
  byId: ReadonlyMap<string, readonly MenuEntry[]>;
  source: BootTree;
  mirror: BootTree;
  files: ReadonlyMap<string, FileNode>;
}): Held {
  const { wanted, byId, source, mirror } = facts;
  const ids = new Set<string>();
  const pinned = new Set<string>();
  const notes: Note[] = [];
  const hold = (entry: MenuEntry, because: string) => {
    ids.add(entry.id);
    const there = byId.get(entry.id) ?? [];
    const complete = there.filter((other) => defectOf(other, mirror) === null);
    for (const other of there) pinned.add(other.key);
    for (const { names } of complete) for (const { key } of names) if (key !== null) pinned.add(key);
    const path = entry.file.path;
    if (complete.length > 0)
      notes.push({ kind: 'kept', text: `${path} ${because}: the mirror's own is kept` });
    else notes.push({ kind: 'warning', text: `${path} ${because}, and the mirror has no whole one` });
  };
  for (const entry of wanted) {
    const defect = defectOf(entry, source);
    if (defect !== null) hold(entry, defect);
    else if (!isCarried(entry, facts)) hold(entry, 'names a file that is left out');
  }
  for (let before = -1; before !== ids.size; ) {
    before = ids.size;
    for (const entry of wanted) {
      if (!ids.has(entry.id) && sharesPinned(entry, pinned, facts)) {
        hold(entry, 'shares a file with an entry that is kept');
      }
    }
  }
  return { ids, pinned, notes };
}

/** Whether each file that the entry names will be on the mirror, as the source has it and under that name. */
function isCarried(entry: MenuEntry, facts: Parameters<typeof holdBack>[0]): boolean {
  const { wanted, source, mirror, files } = facts;
  return entry.names.every(({ key, path }) => {
    if (key === null || key === entry.key || files.has(key)) return true;
    if (wanted.some((other) => other.key === key)) return !hasCounter(nameOf(path));
    const [here, there] = [fileAt(source.listing, path), fileAt(mirror.listing, path)];
    return here !== undefined && there !== undefined && isSameFile(here, there);
  });
}

function sharesPinned(
  entry: MenuEntry,
  pinned: ReadonlySet<string>,
  facts: Parameters<typeof holdBack>[0],
): boolean {
  const { byId, mirror, files } = facts;
  const differs = (file: FileNode | undefined, there: FileNode | undefined) =>
    file !== undefined && (there === undefined || !isSameFile(file, there));
  const pinnedSelves = (byId.get(entry.id) ?? []).filter(({ key }) => pinned.has(key));
  if (pinnedSelves.some(({ key, file }) => key !== entry.key || differs(entry.file, file))) return true;
  return entry.names.some(
    ({ key, path }) =>
      key !== null && pinned.has(key) && differs(files.get(key), fileAt(mirror.listing, path)),
  );
}

/** Files of another system: only the mirror has them, below a vendor directory or with an id that nobody here has. */
function foreignFiles(source: BootTree, mirror: BootTree, policy: Policy): readonly FileNode[] {
  const vendors = new Set<string>();
  for (const node of source.listing.nodes.values()) {
    const vendor = vendorOf(node.path);
    if (vendor !== null) vendors.add(vendor);
  }
  const known = new Set([...policy.ownIds, ...machineIdsOf(source)]);
  const otherEntries = mirror.menu.filter(({ machineId }) => machineId !== null && !known.has(machineId));
  const otherKeys = new Set(otherEntries.map(({ key }) => key));
  return filesOf(mirror.listing).filter((file) => {
    if (isProtected(file.path) || source.listing.nodes.has(foldPath(file.path))) return false;
    const vendor = vendorOf(file.path);
    const id = machineIdOf(file.path);
    const isOther = (vendor !== null && !vendors.has(vendor)) || (id !== null && !known.has(id));
    return isOther || otherKeys.has(foldPath(file.path));
  });
}

/** Entries of the source that an interrupted run left pointed to copies: upgrades do not reach these. */
function pointedNotes(wanted: readonly MenuEntry[]): readonly Note[] {
  return wanted.flatMap(({ file, names }) => {
    const copy = names.find(({ path }) => isOwnName(nameOf(path)));
    if (copy === undefined) return [];
    const text = `${file.path} of the source names ${copy.path}, a copy that an interrupted run left: write it anew`;
    return [{ kind: 'warning', text } as const];
  });
}

function foreignNotes(foreign: readonly FileNode[]): readonly Note[] {
  const places = new Set(foreign.map(({ path }) => placeOf(path)));
  return [...places].map((place) => ({ kind: 'foreign', text: `${place} is another system's: kept` }));
}

/** What to call the place of a file of another system: its vendor directory, its own top directory, or itself. */
function placeOf(path: string): string {
  if (classOf(path) === 'entry') return path;
  return `${path
    .split('/')
    .slice(0, vendorOf(path) === null ? 1 : 2)
    .join('/')}/`;
}
