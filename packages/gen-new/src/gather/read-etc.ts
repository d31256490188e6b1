import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { EtcEntry, EtcTree } from '../decide/merge-etc.ts';

/**
 * Reads a directory with all that is below it. No symlink is followed.
 *
 * @param directory absolute
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export function readEtc(directory: string): EtcTree {
  const found = new Map<string, EtcEntry>();
  const walk = (below: string) => {
    for (const name of readdirSync(join(directory, below)).toSorted()) {
      const path = below === '' ? name : `${below}/${name}`;
      const entry = readEntry(join(directory, path));
      if (entry === null) continue;
      found.set(path, entry);
      if (entry.kind === 'directory') walk(path);
    }
  };
  walk('');
  return found;
}

/** Null: it has gone meanwhile. */
function readEntry(path: string): EtcEntry | null {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  const owner = { mode: stat.mode & 0o7777, uid: stat.uid, gid: stat.gid };
  if (stat.isSymbolicLink()) return { kind: 'link', target: readlinkSync(path) };
  if (stat.isDirectory()) return { kind: 'directory', ...owner };
  if (!stat.isFile()) return { kind: 'other' };
  return { kind: 'file', digest: createHash('sha256').update(readFileSync(path)).digest('hex'), ...owner };
}
