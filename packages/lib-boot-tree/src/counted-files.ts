import { withoutCounter } from '@twinroot/lib-bls';
import { foldPath, isOwnName } from '@twinroot/lib-fat';
import type { FoundFile } from '@twinroot/lib-registry';
import { directoryOf, type FileNode, filesOf, joinPath, nameOf } from '@twinroot/lib-tree';
import { entryTypeOf } from './entry-path.ts';
import type { BootTree } from './menu.ts';
import { isOthers, type Owners } from './owners.ts';
import { isProtected } from './path-class.ts';
import { machineIdOf, vendorOf } from './path-owner.ts';

/** A file that counts for the set, under its path as a manifest has it. */
export interface CountedFile extends FoundFile {
  /** As it was listed. */
  readonly node: FileNode;
}

/** Whose files count. */
export interface Counting {
  /** The system that runs; without ids everything is taken for its own. */
  readonly running: Owners;
  /** Folded names of the directories below EFI/ that it updates; null: all. */
  readonly vendors: ReadonlySet<string> | null;
  /** Paths of the manifest: what counted once counts on. */
  readonly recorded: ReadonlySet<string>;
}

/** A path as a manifest has it: as FAT folds it, of an entry without its boot counter, which is each member's own. */
export function manifestPath(path: string): string {
  const isEntry = entryTypeOf(path) !== null;
  return foldPath(isEntry ? joinPath(directoryOf(path), withoutCounter(nameOf(path))) : path);
}

/**
 * The files of a member that count for its set: what esp-mirror mirrors of the system that runs. Of other systems' files nobody here
 * can tell who changed them last, nor of what each partition has of its own.
 */
export function countedFiles(
  tree: BootTree,
  { running, vendors, recorded }: Counting,
): readonly CountedFile[] {
  const isKnown = running.ids.size > 0;
  const others = tree.menu.filter((entry) => isKnown && isOthers(entry, running));
  const ours = tree.menu.filter((entry) => !others.includes(entry));
  const named = new Set(ours.flatMap(({ key, names }) => [key, ...names.map((name) => name.key)]));
  const theirs = new Set(others.flatMap(({ key, names }) => [key, ...names.map((name) => name.key)]));
  const counts = (file: FileNode, path: string): boolean => {
    const { key } = file;
    if (isProtected(key)) return false;
    if (isOwnName(nameOf(key)) && !named.has(key)) return false;
    if (recorded.has(path)) return true;
    if (file.unreadable !== undefined) return false;
    if (named.has(key)) return true;
    const id = machineIdOf(key);
    const vendor = vendorOf(key);
    if (theirs.has(key) || (isKnown && id !== null && !running.ids.has(id))) return false;
    return vendor === null || vendors === null || vendors.has(vendor);
  };
  const found = new Map<string, CountedFile>();
  for (const node of filesOf(tree.listing)) {
    const path = manifestPath(node.key);
    // Two files of one entry, with a counter and without: the latter is blessed.
    if (!counts(node, path) || (found.has(path) && node.key !== path)) continue;
    const { size, mtime, digest } = node;
    found.set(path, { path, size, mtime: Math.max(0, Math.floor(mtime)), digest, node });
  }
  return [...found.values()];
}
