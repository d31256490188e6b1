import { type BigIntStats, lstatSync } from 'node:fs';
import { beginTurn, byDirectPath, type FileNode } from '@twinroot/lib-tree';
import { readWriters } from './read-writers.ts';

/**
 * Remembers what a file is, to tell later that it has not been written meanwhile.
 *
 * @param root directory of the file
 * @param path below it
 * @param isLooked whether it is asked of processes, too, who has it open; else its size and times must do
 * @returns why it is not steady, as a clause; null when it is
 * @throws {NodeJS.ErrnoException} ENOENT, when it is not there at the beginning
 */
export function steadyFile(root: string, path: string, isLooked: boolean): () => string | null {
  const read = () => lstatSync(`${root}/${path}`, { bigint: true, throwIfNoEntry: false });
  const before = read();
  return () => {
    const now = read();
    if (before === undefined || now === undefined || !isSame(before, now)) return changedClause;
    const [writer] = isLooked ? readWriters(root, [path]) : [];
    return writer === undefined ? null : writtenClause(writer);
  };
}

/** What is said of a file that changed, and nobody knows by whom. */
export const changedClause = 'changed while it was being read';

/**
 * Files of a tree that are no longer what was read of them, in size or time, and those that are gone.
 *
 * @throws {Error} the signal's reason
 */
export function changedFiles(
  root: string,
  files: readonly FileNode[],
  signal: AbortSignal,
): Promise<readonly ChangedFile[]> {
  return byDirectPath(root, async (direct) => {
    const turn = beginTurn(signal);
    const changed: ChangedFile[] = [];
    for (const { path, size, mtime } of files) {
      const now = lstatSync(`${direct}/${path}`, { throwIfNoEntry: false });
      const isAsRead = now !== undefined && now.size === size && now.mtimeMs / 1000 === mtime;
      if (!isAsRead) changed.push({ path, isGone: now === undefined });
      if (turn.isOver()) await turn.pause();
    }
    return changed;
  });
}

/** A file that is no longer what was read of it. */
export interface ChangedFile {
  readonly path: string;
  /** Whether nothing has the name any more: what it held may have another one by now. */
  readonly isGone: boolean;
}

/** What is said of a file that a process has open. */
export function writtenClause({ name, pid }: { readonly name: string; readonly pid: string }): string {
  return `is being written by ${name} (pid ${pid})`;
}

/** The time of the inode as well: who writes a file may set its time back. Not its number, which vfat makes up (Linux fs/fat/inode.c). */
function isSame(a: BigIntStats, b: BigIntStats): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs;
}
