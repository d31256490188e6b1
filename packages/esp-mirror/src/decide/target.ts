import { hasCounter, withAllTries } from '@twinroot/lib-bls';
import {
  type BootTree,
  classOf,
  defectOf,
  isProtected,
  type MenuEntry,
  ownersOf,
} from '@twinroot/lib-boot-tree';
import { foldPath, isOwnName } from '@twinroot/lib-fat';
import {
  differenceOf,
  directoryOf,
  type FileNode,
  fileAt,
  filesOf,
  isSameFile,
  joinPath,
  nameOf,
} from '@twinroot/lib-tree';
import { damagedFiles } from './damaged-files.ts';
import { holdBack } from './hold-back.ts';
import { type Kept, keptFiles } from './keep.ts';
import { keptNotes } from './kept-notes.ts';
import { hasMenuElsewhere } from './menu-elsewhere.ts';
import type { PlanNote } from './plan-note.ts';
import { type Policy, scopeOf } from './policy.ts';
import { choiceOfEach } from './same-entry.ts';
import { wayInNotes } from './way-in.ts';
import { writtenNotes } from './written-files.ts';

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

/** What the mirror is to hold in the end. */
export interface Target {
  /** Files other than entries, by folded path, as the source has them. */
  readonly files: ReadonlyMap<string, FileNode>;
  /** Those of them that the mirror has not, or not as they are. */
  readonly unlike: readonly FileNode[];
  readonly entries: readonly TargetEntry[];
  /** Folded paths on the mirror that are neither written nor deleted. */
  readonly pinned: ReadonlySet<string>;
  /** Files that only the mirror has and that stay. */
  readonly kept: readonly FileNode[];
  /** The places that are to be written down as kept, before anything else is written; null when nothing is to be. */
  readonly keptList: readonly string[] | null;
  readonly notes: readonly PlanNote[];
  /** Whether a path, in any case of its letters, is within what is mirrored at all. */
  readonly isMirrored: (path: string) => boolean;
}

const nothingKept: Kept = { foreign: [], waysIn: [], earlier: [], undecided: [], list: null };

/** Computes what the mirror is to hold. Pure; nothing is decided by time of modification. */
export function targetOf(source: BootTree, mirror: BootTree, policy: Policy): Target {
  const mirrorMenu = mirror.menu;
  const owners = ownersOf(source, { ids: policy.ownIds, osIds: policy.ownOsIds });
  const inScope = scopeOf(policy, [...source.menu, ...mirrorMenu]);
  // Copies that an interrupted run left entries pointed to, on a member that was booted since, are payloads.
  const pointedTo = new Set(source.menu.flatMap(({ names }) => names.map(({ key }) => key)));
  const isOwn = (path: string) => isOwnName(nameOf(path)) && !pointedTo.has(foldPath(path));
  const isMirrored = (path: string) =>
    inScope(path) && !isProtected(path) && !policy.isExcluded(path) && !isOwn(path);

  const files = new Map<string, FileNode>();
  for (const file of filesOf(source.listing)) {
    if (isMirrored(file.key) && classOf(file.key) !== 'entry') files.set(file.key, file);
  }
  const { written } = policy;
  const isSteady = (path: string) => isMirrored(path) && !written.has(foldPath(path));
  const damaged = damagedFiles(source, mirror, isSteady);
  const untaken = new Set([...damaged.pinned, ...written.keys()]);
  for (const key of untaken) files.delete(key);
  const byId = Map.groupBy(mirrorMenu, (entry) => entry.id);
  const wanted = choiceOfEach(
    source.menu.filter((entry) => isMirrored(entry.file.path)),
    source,
  );
  const isElsewhere = hasMenuElsewhere(source, policy);
  // With nothing to start on the source, and no sign of where else that is, nobody knows what the mirror's are worth.
  const keepsAll = source.menu.length === 0 && !isElsewhere;
  const kept = policy.purge ? nothingKept : keptFiles(source, mirror, owners, isMirrored, keepsAll);
  const keptOnes = [...kept.foreign, ...kept.waysIn, ...kept.earlier, ...kept.undecided];
  const undecided = new Set(kept.undecided.map(({ key }) => key));
  const keptKeys = new Set(keptOnes.map(({ key }) => key));
  const keptEntries = mirrorMenu.filter(({ key }) => keptKeys.has(key));
  const leftOut = mirrorMenu.filter(({ key, file }) => !keptKeys.has(key) && !isMirrored(file.path));
  const held = holdBack({ wanted, byId, kept: keptEntries, leftOut, source, mirror, files, written });
  const entries = wanted
    .filter((entry) => !held.ids.has(entry.id))
    .map((entry) => targetEntry(entry, byId.get(entry.id) ?? [], mirror, files));
  const lastOnes =
    entries.length > 0 || (isElsewhere && policy.purge)
      ? []
      : mirrorMenu.filter(
          ({ key, file }) => isMirrored(file.path) && (undecided.has(key) || !keptKeys.has(key)),
        );
  for (const { key, names } of lastOnes)
    for (const name of [key, ...names.map((named) => named.key)]) if (name !== null) held.pinned.add(name);
  for (const key of held.pinned) files.delete(key);
  const pinned = new Set([...held.pinned, ...keptKeys, ...untaken]);
  // An entry that stays keeps what it names, in scope or not.
  for (const { names } of [...keptEntries, ...leftOut])
    for (const { key } of names) if (key !== null && !files.has(key)) pinned.add(key);
  return {
    files,
    unlike: differenceOf(source.listing, mirror.listing).unlike.filter(({ key }) => files.has(key)),
    entries,
    pinned,
    kept: keptOnes,
    keptList: kept.list,
    notes: [
      ...held.notes,
      ...damaged.notes,
      ...writtenNotes(source, mirror, written, isMirrored),
      ...keptNotes(kept),
      ...lastNotes(lastOnes, held.notes, mirror, { isElsewhere, keepsAll }),
      ...pointedNotes(wanted),
      ...wayInNotes(mirror.listing, { files, pinned }, policy),
    ],
    isMirrored,
  };
}

/** Entries of the mirror that stay because no entry comes from the source. */
function lastNotes(
  lastOnes: readonly MenuEntry[],
  notes: readonly PlanNote[],
  mirror: BootTree,
  { isElsewhere, keepsAll }: { readonly isElsewhere: boolean; readonly keepsAll: boolean },
): readonly PlanNote[] {
  const why = keepsAll
    ? 'the source has no entry: delete it from the mirror if it is no longer needed'
    : 'the source has no entry that is complete';
  const told = new Set(notes.map(({ path }) => path));
  return lastOnes
    .filter((entry) => !told.has(entry.file.path) && defectOf(entry, mirror) === null)
    .map(({ file: { path } }) => ({
      kind: isElsewhere ? 'foreign' : 'kept',
      text: `${path} stays: ${why}`,
      path,
    }));
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

/** Entries of the source that an interrupted run left pointed to copies: upgrades do not reach these. */
function pointedNotes(wanted: readonly MenuEntry[]): readonly PlanNote[] {
  return wanted.flatMap(({ file, names }) => {
    const copy = names.find(({ path }) => isOwnName(nameOf(path)));
    if (copy === undefined) return [];
    const text = `${file.path} of the source names ${copy.path}, a copy left by an interrupted run: write the entry again`;
    return [{ kind: 'warning', text } as const];
  });
}
