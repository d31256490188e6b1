import { createHash } from 'node:crypto';
import { closeSync, type Dirent, fstatSync, lstatSync, readdirSync, readSync } from 'node:fs';
import { errorCode } from '@twinroot/lib-failure';
import { isSilentTime, type Listing, listingOf, smallFile, type TreeNode } from '../decide/listing.ts';
import { joinPath } from '../decide/paths.ts';
import { openToRead, readFull } from './read-file.ts';

/** How a tree is read. */
export interface ScanOptions {
  /** Digest files of any size, not only small ones. */
  readonly checksum: boolean;
  /** Whether the bytes of a small file are kept in its node. */
  readonly keepBytes: (path: string) => boolean;
  /** Whether a file is listed but not opened: neither its digest nor its bytes are known. */
  readonly isUnread: (path: string) => boolean;
}

/**
 * Reads a tree. Links are never followed, and other mounts below the root are listed like any directory. A file that cannot
 * be read is listed as such; so is one whose name is not UTF-8 (its path has U+FFFD for what is none).
 *
 * Synchronous on purpose: for the few files of a boot partition, asynchronous calls cost more than the work.
 * @throws {Error} with the path and, as its cause, the system's error, when a directory cannot be read
 */
export function scanTree(root: string, options: ScanOptions): Listing {
  const nodes: TreeNode[] = [];
  const chunk = Buffer.allocUnsafe(smallFile);
  const visit = (directory: string) => {
    for (const entry of namesBelow(root, directory, options)) {
      const path = joinPath(directory, entry.name);
      const kind = kindOf(entry);
      if (kind === 'file') nodes.push(readFileNode(root, path, options, chunk));
      else nodes.push({ kind, path });
      if (kind === 'directory') visit(path);
    }
  };
  visit('');
  return listingOf(nodes);
}

/** What is in a directory, in order; of one that is not to be read nothing, where that fails. */
function namesBelow(root: string, directory: string, { isUnread }: ScanOptions): readonly Dirent[] {
  const path = directory === '' ? root : `${root}/${directory}`;
  try {
    return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    if (directory !== '' && isUnread(directory)) return [];
    throw new Error(`cannot read the directory ${path}`, { cause });
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

function readFileNode(root: string, path: string, options: ScanOptions, chunk: Buffer): TreeNode {
  const plain = () => {
    const { size, mtimeMs } = lstatSync(`${root}/${path}`);
    return { kind: 'file', path, size, mtime: mtimeMs / 1000, digest: null, bytes: null } as const;
  };
  if (options.isUnread(path)) return plain();
  try {
    return readContent(root, path, options, chunk);
  } catch (error) {
    const code = errorCode(error);
    // Gone since it was listed, or a failure of ours, is not the file's.
    if (code !== 'EACCES' && code !== 'EIO' && code !== 'EPERM') throw error;
    return { ...plain(), unreadable: code };
  }
}

function readContent(root: string, path: string, options: ScanOptions, chunk: Buffer): TreeNode {
  const fd = openToRead(`${root}/${path}`);
  try {
    const { size, mtimeMs } = fstatSync(fd);
    const node = { kind: 'file', path, mtime: mtimeMs / 1000 } as const;
    if (size > smallFile) {
      const isRead = options.checksum || isSilentTime(node.mtime);
      return { ...node, size, digest: isRead ? digestOf(fd, chunk) : null, bytes: null };
    }
    const content = chunk.subarray(0, readFull(fd, chunk));
    const digest = createHash('sha256').update(content).digest('hex');
    return {
      ...node,
      size: content.length,
      digest,
      bytes: options.keepBytes(path) ? Buffer.from(content) : null,
    };
  } finally {
    closeSync(fd);
  }
}

function digestOf(fd: number, chunk: Buffer): string {
  const hash = createHash('sha256');
  for (let read = readFull(fd, chunk); read > 0; read = readFull(fd, chunk))
    hash.update(chunk.subarray(0, read));
  return hash.digest('hex');
}

/**
 * Some bytes of a file; null when it is not there.
 *
 * @param at offset in bytes
 * @param length bytes; a shorter file gives fewer
 */
export function readRange(root: string, path: string, at: number, length: number): Uint8Array | null {
  try {
    const fd = openToRead(`${root}/${path}`);
    try {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(fd, bytes, 0, length, at));
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}
