import { foldPath } from '@twinroot/lib-fat';

/** A regular file. */
export interface FileNode {
  readonly kind: 'file';
  readonly path: string;
  /** Its path as FAT folds it (foldPath). */
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Seconds since 1970, with a fraction where the file system has one. */
  readonly mtime: number;
  /** SHA-256 of the content in hex: of every file up to `smallFile`, of all with `--checksum`. */
  readonly digest: string | null;
  /** The content itself, of files that a boot loader reads to know its menu. */
  readonly bytes: Uint8Array | null;
  /** Why it cannot be read, as the system says it (`EIO`); absent when it was read, or was not to be. */
  readonly unreadable?: string;
}

/** A directory. */
export interface DirectoryNode {
  readonly kind: 'directory';
  readonly path: string;
  readonly key: string;
}

/** What a tree of boot files has no place for. */
export interface OddNode {
  /** `unnamed`: its name is not UTF-8, so it cannot be opened by it. */
  readonly kind: 'symlink' | 'socket' | 'fifo' | 'device' | 'unnamed';
  readonly path: string;
  readonly key: string;
}

export type TreeNode = FileNode | DirectoryNode | OddNode;

/** A node without its key, which its path tells. */
export type PlainNode = Omit<FileNode, 'key'> | Omit<DirectoryNode, 'key'> | Omit<OddNode, 'key'>;

/** A tree of files below a root, by folded path; parents come before what is in them. */
export interface Listing {
  readonly nodes: ReadonlyMap<string, TreeNode>;
  /** The regular files among them, in the same order. */
  readonly files: readonly FileNode[];
  /** Pairs of paths that FAT cannot keep apart. */
  readonly clashes: readonly (readonly [string, string])[];
}

/** Files up to this size (bytes) are compared by their content, larger ones by size and time. */
export const smallFile = 64 * 1024;

/** A listing of these nodes. */
export function listingOf(nodes: Iterable<TreeNode | PlainNode>): Listing {
  const growing = growingListing();
  for (const node of nodes) growing.add('key' in node ? node : { ...node, key: foldPath(node.path) });
  return growing.listing();
}

/** A listing to which nodes are added. */
export interface GrowingListing {
  /** Adds a node; where there is one with its key, that one stays. */
  add(node: TreeNode): void;
  /** The listing of all that were added: no more are added then. */
  listing(): Listing;
}

/**
 * Begins a listing.
 *
 * @param like what it may turn out to be: while the same nodes are added in the same order, it takes no memory
 */
export function growingListing(like?: Listing): GrowingListing {
  const expected = like?.clashes.length === 0 ? like.nodes.values() : null;
  let own: { nodes: Map<string, TreeNode>; files: FileNode[]; clashes: [string, string][] } | null = null;
  let equal = 0;
  const begun = () => {
    const nodes = new Map([...(like?.nodes ?? [])].slice(0, equal));
    const files = [...nodes.values()].filter((node) => node.kind === 'file');
    return { nodes, files, clashes: [] };
  };
  const add = (node: TreeNode) => {
    if (own === null && expected !== null && expected.next().value === node) {
      equal += 1;
      return;
    }
    own ??= begun();
    const other = own.nodes.get(node.key);
    if (other !== undefined) own.clashes.push([other.path, node.path]);
    else {
      own.nodes.set(node.key, node);
      if (node.kind === 'file') own.files.push(node);
    }
  };
  const listing = () => {
    if (own === null && like !== undefined && equal === like.nodes.size) return like;
    return own ?? begun();
  };
  return { add, listing };
}

/** The regular file under a path, whatever the case of its letters. */
export function fileAt(listing: Listing, path: string): FileNode | undefined {
  return fileByKey(listing, foldPath(path));
}

/** The regular file under a folded path. */
export function fileByKey(listing: Listing, key: string): FileNode | undefined {
  const node = listing.nodes.get(key);
  return node?.kind === 'file' ? node : undefined;
}

/** All regular files. */
export function filesOf(listing: Listing): readonly FileNode[] {
  return listing.files;
}

/** The end of FAT's first day, 1980-01-01, in any time zone; earlier times become some moment of that day. */
const fatBegin = 315_532_800 + 36 * 3600;

/**
 * Whether a time of modification (seconds since 1970) says nothing: FAT has none before 1980, and what is built reproducibly has
 * the same such time in every version.
 *
 * Source: Linux fs/fat/misc.c (fat_time_unix2fat), which writes times before 1980 as its first moment.
 */
export function isSilentTime(mtime: number): boolean {
  return mtime < fatBegin;
}

/**
 * Whether two files hold the same: by content where both were read, else by size and time of modification
 * (in FAT's steps of 2 seconds). Nothing is the same, or chosen, because it is newer. What cannot be read is like nothing else.
 */
export function isSameFile(a: FileNode, b: FileNode): boolean {
  if (a.size !== b.size || a.unreadable !== undefined || b.unreadable !== undefined) return false;
  if (a.digest !== null && b.digest !== null) return a.digest === b.digest;
  return isSameTime(a, b) && !isSilentTime(a.mtime) && !isSilentTime(b.mtime);
}

/** Whether two files have the same time of modification, as far as FAT can tell. */
export function isSameTime(a: Pick<FileNode, 'mtime'>, b: Pick<FileNode, 'mtime'>): boolean {
  return fatTime(a.mtime) === fatTime(b.mtime);
}

function fatTime(seconds: number): number {
  return Math.floor(Math.max(seconds, fatBegin) / 2);
}

/**
 * When the files that are compared by size and time are steady, in seconds since 1970: a file that is written again
 * within the same step of 2 seconds looks the same, so until that step is over nothing can be said of it.
 */
export function steadyAt(listing: Listing): number {
  let latest = 0;
  for (const { digest, mtime } of listing.files)
    if (digest === null) latest = Math.max(latest, Math.floor(mtime / 2) + 1);
  return latest * 2;
}
