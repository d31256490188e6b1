import { foldPath } from '@twinroot/lib-fat';

/** A regular file. */
export interface FileNode {
  readonly kind: 'file';
  readonly path: string;
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
}

/** What a tree of boot files has no place for. */
export interface OddNode {
  /** `unnamed`: its name is not UTF-8, so it cannot be opened by it. */
  readonly kind: 'symlink' | 'socket' | 'fifo' | 'device' | 'unnamed';
  readonly path: string;
}

export type TreeNode = FileNode | DirectoryNode | OddNode;

/** A tree of files below a root, by folded path; parents come before what is in them. */
export interface Listing {
  readonly nodes: ReadonlyMap<string, TreeNode>;
  /** Pairs of paths that FAT cannot keep apart. */
  readonly clashes: readonly (readonly [string, string])[];
}

/** Files up to this size (bytes) are compared by their content, larger ones by size and time. */
export const smallFile = 64 * 1024;

/** A listing of these nodes. */
export function listingOf(nodes: Iterable<TreeNode>): Listing {
  const byKey = new Map<string, TreeNode>();
  const clashes: (readonly [string, string])[] = [];
  for (const node of nodes) {
    const key = foldPath(node.path);
    const other = byKey.get(key);
    if (other === undefined) byKey.set(key, node);
    else clashes.push([other.path, node.path]);
  }
  return { nodes: byKey, clashes };
}

/** The regular file under a path, whatever the case of its letters. */
export function fileAt(listing: Listing, path: string): FileNode | undefined {
  const node = listing.nodes.get(foldPath(path));
  return node?.kind === 'file' ? node : undefined;
}

/** All regular files. */
export function filesOf(listing: Listing): FileNode[] {
  const files: FileNode[] = [];
  for (const node of listing.nodes.values()) if (node.kind === 'file') files.push(node);
  return files;
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
  const steps = filesOf(listing).map(({ digest, mtime }) =>
    digest === null ? Math.floor(mtime / 2) + 1 : 0,
  );
  return steps.reduce((latest, step) => Math.max(latest, step), 0) * 2;
}
