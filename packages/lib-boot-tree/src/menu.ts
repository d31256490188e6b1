import { parseEntry, payloadsOf, withoutCounter } from '@twinroot/lib-bls';
import { foldPath } from '@twinroot/lib-fat';
import { type FileNode, fileAt, filesOf, type Listing, nameOf } from '@twinroot/lib-tree';
import type { Image } from '@twinroot/lib-uki';
import { entryTypeOf } from './entry-path.ts';
import { machineIdOf } from './path-owner.ts';

/** A tree, the entries that a boot loader would list of it, and what the heads of its programs say. */
export interface BootTree {
  readonly listing: Listing;
  /** In the order of their paths. */
  readonly menu: readonly MenuEntry[];
  /** By folded path; of the files that firmware would start. */
  readonly images: ReadonlyMap<string, Image>;
}

/** A tree with its menu, its images looked at by `inspect` (null: the file is not there). */
export function bootTreeOf(listing: Listing, inspect: (path: string) => Image | null): BootTree {
  const menu = filesOf(listing)
    .filter((file) => entryTypeOf(file.path) !== null)
    .map(entryOf);
  const images = new Map<string, Image>();
  for (const { key, path, started } of menu.flatMap(({ names }) => names)) {
    if (!started || key === null || images.has(key)) continue;
    const file = fileAt(listing, path);
    const image = file === undefined ? null : inspect(file.path);
    if (image !== null) images.set(key, image);
  }
  return { listing, menu, images };
}

/** A file that an entry names. */
export interface NamedFile {
  /** Folded path; null for a path that leaves the partition. */
  readonly key: string | null;
  readonly path: string;
  readonly started: boolean;
}

/** An entry of the boot menu: a Type #1 file or a Type #2 UKI. */
export interface MenuEntry {
  /** The same for the same entry on any member, whatever its boot counter. */
  readonly id: string;
  readonly key: string;
  readonly file: FileNode;
  /** 1: a text that names files; 2: a UKI, which names itself only. */
  readonly type: 1 | 2;
  readonly names: readonly NamedFile[];
  /** Of the machine that installed it, in lower case; null when it does not say. */
  readonly machineId: string | null;
}

function entryOf(file: FileNode): MenuEntry {
  const key = foldPath(file.path);
  const directory = file.path.slice(0, file.path.length - nameOf(file.path).length);
  const id = foldPath(directory + withoutCounter(nameOf(file.path)));
  if (entryTypeOf(file.path) === 2) {
    const self = { key, path: file.path, started: true };
    return { id, key, file, type: 2, names: [self], machineId: machineIdOf(file.path) };
  }
  const bytes = file.bytes ?? new Uint8Array();
  const names = payloadsOf(bytes).map(({ path, started }) => ({
    key: path === null ? null : foldPath(path),
    path: path ?? '..',
    started,
  }));
  const stated = parseEntry(bytes)
    .find((line) => line.key === 'machine-id')
    ?.value.toLowerCase();
  return { id, key, file, type: 1, names, machineId: stated ?? machineIdOf(file.path) };
}

/** The machine ids that a tree carries, in entries and directories: its systems are of this set, whichever runs. */
export function machineIdsOf(tree: BootTree): ReadonlySet<string> {
  const ids = tree.menu.map(({ machineId }) => machineId);
  for (const node of tree.listing.nodes.values()) ids.push(machineIdOf(node.path));
  return new Set(ids.filter((id) => id !== null));
}
