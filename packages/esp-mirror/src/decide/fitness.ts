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
import type { WrittenFiles } from './policy.ts';

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
  readonly written: WrittenFiles;
}

/** Why an entry of the source must not take the place of the mirror's; null when it may. */
export function faultOf(entry: MenuEntry, { byId, source, mirror, files }: HoldFacts): string | null {
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
export function isDamaged({ key, path, as }: NamedFile, { source, mirror, files }: HoldFacts): boolean {
  const file = key === null ? undefined : files.get(key);
  if (key === null || file === undefined) return false;
  const there = fileAt(mirror.listing, path);
  if (there !== undefined && isSameFile(file, there)) return false;
  if (file.size === 0 || source.faults.has(key)) return true;
  const image = source.images.get(key);
  return isStarted(as) && (image === undefined || image.isCut || !(image.pe || image.isCompressed));
}

/** Whether each file that the entry names will be on the mirror, as the source has it and under that name. */
export function isCarried(entry: MenuEntry, facts: HoldFacts): boolean {
  const { wanted, source, mirror, files } = facts;
  return entry.names.every(({ key, path, as }) => {
    if (key === null || key === entry.key || files.has(key)) return true;
    if (wanted.some((other) => other.key === key)) return !hasCounter(nameOf(path));
    const [here, there] = [fileAt(source.listing, path), fileAt(mirror.listing, path)];
    if (isProtected(path) || (here === undefined && as === 'addon')) return true;
    return here !== undefined && there !== undefined && isSameFile(here, there);
  });
}

/** Whether the mirror's version of the entry, or a file that would change for it, stays as it is. */
export function sharesPinned(entry: MenuEntry, pinned: ReadonlySet<string>, facts: HoldFacts): boolean {
  const pinnedSelves = (facts.byId.get(entry.id) ?? []).filter(({ key }) => pinned.has(key));
  if (pinnedSelves.some(({ key, file }) => key !== entry.key || !isSameFile(entry.file, file))) return true;
  return changes(entry, facts).some((key) => pinned.has(key));
}

/** Whether the entry names an image that is an entry itself, will not come, and is not the same on the mirror. */
export function namesHeld(
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
export function changes(entry: MenuEntry, { mirror, files }: HoldFacts): readonly string[] {
  return entry.names.flatMap(({ key, path }) => {
    const file = key === null ? undefined : files.get(key);
    const there = fileAt(mirror.listing, path);
    const isChange = file !== undefined && (there === undefined || !isSameFile(file, there));
    return key !== null && isChange ? [key] : [];
  });
}
