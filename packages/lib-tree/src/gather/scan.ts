import { createHash, hash } from 'node:crypto';
import { closeSync, type Dirent, fstatSync, lstatSync, readdirSync, readSync } from 'node:fs';
import { errorCode } from '@twinroot/lib-failure';
import { foldPath } from '@twinroot/lib-fat';
import {
  type FileNode,
  growingListing,
  isSilentTime,
  type Listing,
  smallFile,
  type TreeNode,
} from '../decide/listing.ts';
import { joinPath } from '../decide/paths.ts';
import { byDirectPath } from './direct-path.ts';
import { openToRead, readFull } from './read-file.ts';
import { beginTurn } from './turn.ts';

/** How a tree is read. */
export interface ScanOptions {
  /** Digest files of any size, not only small ones. */
  readonly checksum: boolean;
  /** Whether the bytes of a small file are kept in its node. */
  readonly keepBytes: (path: string, key: string) => boolean;
  /** Whether a file is listed but not opened: neither its digest nor its bytes are known. */
  readonly isUnread: (path: string, key: string) => boolean;
  /** A tree that is much the same: what is equal is taken from it, and takes no memory twice. */
  readonly like?: Listing;
  /** Ends the reading between two files. */
  readonly signal?: AbortSignal;
  /** Called with so many bytes of large files that were read since it was called before. */
  readonly onRead?: ((bytes: number) => void) | undefined;
}

/**
 * Reads a tree. Links are never followed, and other mounts below the root are listed like any directory. A file that cannot
 * be read is listed as such; so is one whose name is not UTF-8 (its path has U+FFFD for what is none).
 *
 * By synchronous calls, in turns: for the few files of a boot partition, asynchronous ones cost more than the work.
 * @throws {Error} with the path and, as its cause, the system's error, when a directory cannot be read
 * @throws {Error} the signal's reason
 */
export function scanTree(root: string, options: ScanOptions): Promise<Listing> {
  return byDirectPath(root, (path, leadsThere) => readBy(path, leadsThere, options));
}

async function readBy(root: string, leadsThere: () => boolean, options: ScanOptions): Promise<Listing> {
  const turn = beginTurn(options.signal);
  const growing = growingListing(options.like);
  const read = fileReader(root, options);
  const open = [namesBelow(root, { path: '', key: '' }, options)];
  for (let directory = open.at(-1); directory !== undefined; directory = open.at(-1)) {
    const entry = directory.names[directory.next];
    directory.next += 1;
    if (entry === undefined) open.pop();
    else {
      const place = placeOf(directory, entry.name, options.like);
      const kind = kindOf(entry);
      growing.add(kind === 'file' ? read(place) : oddNode(kind, place));
      if (kind === 'directory') open.push(namesBelow(root, place, options));
    }
    if (!turn.isOver()) continue;
    await turn.pause();
    // What was read so far is no listing, even if the path leads there again in the end.
    if (!leadsThere()) throw new Error(`${root} leads elsewhere`);
  }
  return growing.listing();
}

function oddNode(kind: Exclude<TreeNode['kind'], 'file'>, { path, key, other }: Place): TreeNode {
  return other?.kind === kind && other.path === path ? other : { kind, path, key };
}

/** Where a node is, and what the tree that is much the same has there. */
interface Place {
  readonly path: string;
  readonly key: string;
  readonly other?: TreeNode | undefined;
}

/** A directory that is being read. */
interface OpenDirectory extends Place {
  readonly names: readonly Dirent[];
  /** Index of the name that comes next. */
  next: number;
}

function placeOf(directory: Place, name: string, like: Listing | undefined): Place {
  const path = joinPath(directory.path, name);
  const key = foldPath(path);
  const other = like?.nodes.get(key);
  return other?.path === path ? { path: other.path, key: other.key, other } : { path, key, other };
}

/** What is in a directory, in order; of one that is not to be read nothing, where that fails. */
function namesBelow(root: string, { path, key }: Place, { isUnread }: ScanOptions): OpenDirectory {
  const whole = path === '' ? root : `${root}/${path}`;
  try {
    const names = readdirSync(whole, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    return { path, key, names, next: 0 };
  } catch (cause) {
    if (path !== '' && isUnread(path, key)) return { path, key, names: [], next: 0 };
    throw new Error(`cannot read the directory ${whole}`, { cause });
  }
}

function kindOf(entry: Dirent): TreeNode['kind'] {
  if (entry.name.includes('\ufffd')) return 'unnamed';
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  if (entry.isSymbolicLink()) return 'symlink';
  if (entry.isSocket()) return 'socket';
  return entry.isFIFO() ? 'fifo' : 'device';
}

/** Reads files of a tree. */
function fileReader(root: string, options: ScanOptions): (place: Place) => FileNode {
  const chunk = Buffer.allocUnsafe(smallFile);
  return (place) => {
    const { other } = place;
    const node = readNode(root, place, options, chunk);
    if (other?.kind !== 'file') return node;
    if (isEqual(node, other)) return other;
    return node.digest !== null && node.digest === other.digest ? { ...node, digest: other.digest } : node;
  };
}

/** Whether nodes say the same in all. What was kept of the bytes is the same where the digests are. */
function isEqual(one: FileNode, other: FileNode): boolean {
  return (
    one.path === other.path &&
    one.size === other.size &&
    one.mtime === other.mtime &&
    one.digest === other.digest &&
    (one.bytes === null) === (other.bytes === null) &&
    (one.bytes === null || one.digest !== null) &&
    one.unreadable === other.unreadable
  );
}

function readNode(root: string, { path, key }: Place, options: ScanOptions, chunk: Buffer): FileNode {
  const plain = () => {
    const { size, mtimeMs } = lstatSync(`${root}/${path}`);
    return { kind: 'file', path, key, size, mtime: mtimeMs / 1000, digest: null, bytes: null } as const;
  };
  if (options.isUnread(path, key)) return plain();
  try {
    return readContent(root, path, key, options, chunk);
  } catch (error) {
    const code = errorCode(error);
    // Gone since it was listed, or a failure of ours, is not the file's.
    if (code !== 'EACCES' && code !== 'EIO' && code !== 'EPERM') throw error;
    return { ...plain(), unreadable: code };
  }
}

function readContent(root: string, path: string, key: string, options: ScanOptions, chunk: Buffer): FileNode {
  const fd = openToRead(`${root}/${path}`);
  try {
    const { size, mtimeMs } = fstatSync(fd);
    const mtime = mtimeMs / 1000;
    if (size > smallFile) {
      const isRead = options.checksum || isSilentTime(mtime);
      return {
        kind: 'file',
        path,
        key,
        size,
        mtime,
        digest: isRead ? digestOf(fd, chunk, options.onRead) : null,
        bytes: null,
      };
    }
    const content = chunk.subarray(0, readSmall(fd, chunk, size));
    const digest = hash('sha256', content, 'hex');
    const bytes = options.keepBytes(path, key) ? Buffer.from(content) : null;
    return { kind: 'file', path, key, size: content.length, mtime, digest, bytes };
  } finally {
    closeSync(fd);
  }
}

/** Reads a file that should have this size (bytes): when it gives as much of more that was asked for, that is all. */
function readSmall(fd: number, chunk: Buffer, size: number): number {
  const length = readSync(fd, chunk, 0, chunk.length, null);
  return length === size || length === 0 ? length : length + readFull(fd, chunk.subarray(length));
}

function digestOf(fd: number, chunk: Buffer, onRead?: (bytes: number) => void): string {
  const whole = createHash('sha256');
  for (let read = readFull(fd, chunk); read > 0; read = readFull(fd, chunk)) {
    whole.update(chunk.subarray(0, read));
    onRead?.(read);
  }
  return whole.digest('hex');
}
