import { hasCounter } from '@twinroot/lib-bls';
import { type BootTree, defectOf, type MenuEntry, type NamedFile } from '@twinroot/lib-boot-tree';
import { type FileNode, fileAt, isSameFile, nameOf } from '@twinroot/lib-tree';
import type { PlanNote } from './plan-note.ts';

/** What is known when it is decided which entries come from the source. */
export interface HoldFacts {
  /** Entries of the source that are mirrored at all. */
  readonly wanted: readonly MenuEntry[];
  /** Entries of the mirror by their id. */
  readonly byId: ReadonlyMap<string, readonly MenuEntry[]>;
  /** Entries of the mirror that stay as they are: out of scope, left out, or another system's. */
  readonly staying: readonly MenuEntry[];
  readonly source: BootTree;
  readonly mirror: BootTree;
  /** Files other than entries that the mirror is to hold, by folded path. */
  readonly files: ReadonlyMap<string, FileNode>;
}

/** Entries that are held back. */
export interface Held {
  /** Their ids. */
  readonly ids: ReadonlySet<string>;
  /** Folded paths on the mirror that stay as they are, because of them. */
  readonly pinned: Set<string>;
  readonly notes: readonly PlanNote[];
}

/**
 * Entries that must not come from the source: damaged ones, and those that share a changed file with one that is
 * kept as the mirror has it, because a mix of both would be neither. A complete entry that stays on the mirror keeps its
 * files when the source's would damage it.
 */
export function holdBack(facts: HoldFacts): Held {
  const { wanted, byId, source, mirror } = facts;
  const ids = new Set<string>();
  const pinned = new Set<string>();
  const notes: PlanNote[] = [];
  const hold = (entry: MenuEntry, because: string) => {
    ids.add(entry.id);
    const there = byId.get(entry.id) ?? [];
    const complete = there.filter((other) => defectOf(other, mirror) === null);
    for (const other of there) pinned.add(other.key);
    for (const { names } of complete) for (const { key } of names) if (key !== null) pinned.add(key);
    const path = entry.file.path;
    if (complete.length > 0)
      notes.push({ kind: 'kept', text: `${path} ${because}: the mirror's version is kept` });
    else notes.push({ kind: 'warning', text: `${path} ${because}, and the mirror has no complete one` });
  };
  for (const { file, names } of facts.staying.filter((entry) => defectOf(entry, mirror) === null)) {
    const damaged = names.find((name) => isDamaged(name, facts));
    if (damaged === undefined) continue;
    for (const { key } of names) if (key !== null) pinned.add(key);
    const text = `${file.path} names ${damaged.path}, which is damaged on the source: the mirror's version is kept`;
    notes.push({ kind: 'kept', text });
  }
  for (const entry of wanted) {
    const defect = defectOf(entry, source);
    if (defect !== null) hold(entry, defect);
    else if (!isCarried(entry, facts)) hold(entry, 'names an excluded file');
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

/** Whether the file that would come from the source is empty, or is started and no program as far as is known. */
function isDamaged({ key, path, started }: NamedFile, { source, mirror, files }: HoldFacts): boolean {
  const file = key === null ? undefined : files.get(key);
  if (key === null || file === undefined) return false;
  const there = fileAt(mirror.listing, path);
  if (there !== undefined && isSameFile(file, there)) return false;
  return file.size === 0 || (started && source.images.get(key)?.pe !== true);
}

/** Whether each file that the entry names will be on the mirror, as the source has it and under that name. */
function isCarried(entry: MenuEntry, facts: HoldFacts): boolean {
  const { wanted, source, mirror, files } = facts;
  return entry.names.every(({ key, path }) => {
    if (key === null || key === entry.key || files.has(key)) return true;
    if (wanted.some((other) => other.key === key)) return !hasCounter(nameOf(path));
    const [here, there] = [fileAt(source.listing, path), fileAt(mirror.listing, path)];
    return here !== undefined && there !== undefined && isSameFile(here, there);
  });
}

function sharesPinned(entry: MenuEntry, pinned: ReadonlySet<string>, facts: HoldFacts): boolean {
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
