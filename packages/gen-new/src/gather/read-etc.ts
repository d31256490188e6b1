import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  type Stats,
} from 'node:fs';
import { errorCode } from '@twinroot/lib-failure';
import { bytesPath } from '../decide/bytes-path.ts';
import type { EtcEntry, EtcTree } from '../decide/merge-etc.ts';

/**
 * Reads a directory with all that is below it. No symlink is followed.
 *
 * @param directory absolute
 * @param attributes of what is below it, by paths; null: they are not known
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export function readEtc(directory: string, attributes: ReadonlyMap<string, string> | null): EtcTree {
  const found = new Map<string, EtcEntry>();
  const walk = (below: string) => {
    for (const name of readdirSync(bytesPath(directory, below), { encoding: 'latin1' }).toSorted()) {
      const path = below === '' ? name : `${below}/${name}`;
      const entry = readEntry(bytesPath(directory, path), attributes?.get(path) ?? '');
      if (entry === null) continue;
      found.set(path, entry);
      if (entry.kind === 'directory') walk(path);
    }
  };
  walk('');
  return found;
}

/** Null: it has gone meanwhile. */
function readEntry(path: Buffer, attributes: string): EtcEntry | null {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  const owner = { mode: stat.mode & 0o7777, uid: stat.uid, gid: stat.gid };
  if (stat.isSymbolicLink()) return { kind: 'link', target: readlinkSync(path, { encoding: 'latin1' }) };
  if (stat.isDirectory()) return { kind: 'directory', ...owner, attributes };
  if (stat.isFile()) {
    const digest = digestOf(path);
    return digest === null ? null : { kind: 'file', digest, ...owner, attributes };
  }
  const type = typeOfNode(stat);
  return type === null ? { kind: 'other' } : { kind: 'node', type, device: stat.rdev, ...owner };
}

/** Null: a socket, which is of a program that runs. */
function typeOfNode(stat: Stats): string | null {
  if (stat.isFIFO()) return 'fifo';
  if (stat.isCharacterDevice()) return 'character device';
  return stat.isBlockDevice() ? 'block device' : null;
}

/** In parts: there may be large ones. Null: it has gone meanwhile. */
function digestOf(path: Buffer): string | null {
  const hash = createHash('sha256');
  const part = Buffer.alloc(1024 * 1024);
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  try {
    for (let length = readSync(file, part); length > 0; length = readSync(file, part))
      hash.update(part.subarray(0, length));
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}
