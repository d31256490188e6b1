import { type Dirent, lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { errorCode } from '@twinroot/lib-failure';
import { fileOf } from '../decide/byte-path.ts';

/** What of a tree is walked. Paths are bytes, as in decide/byte-path.ts. */
export interface WalkArea {
  /** An absolute path. */
  readonly root: string;
  /** st_dev of the root. Other file systems are not entered, and with btrfs no other subvolumes, as by rsync -x. */
  readonly device: number;
  /** Whether a path relative to the root is entered. */
  readonly counts: (path: string) => boolean;
  readonly signal: AbortSignal;
}

/** Longest time without a look at events, in milliseconds. */
const slice = 10;

/**
 * Calls `enter` with each directory, relative to the root and parents first, beginning with `from`. What is in it is read
 * after that, and only when it returns true; so who watches it in `enter` misses nothing.
 *
 * What cannot be looked at is left out. Ends early when the signal is aborted.
 */
export async function walkDirectories(
  { root, device, counts, signal }: WalkArea,
  from: string,
  enter: (path: string, stats: Stats) => boolean,
): Promise<void> {
  const pending = [from];
  let yielded = performance.now();
  for (let path = pending.pop(); path !== undefined && !signal.aborted; path = pending.pop()) {
    const directory = pathBelow(root, path);
    const stats = directoryAt(directory, path === '');
    if (stats?.dev === device && enter(path, stats))
      for (const name of subdirectoriesOf(directory)) {
        const below = path === '' ? name : `${path}/${name}`;
        if (counts(below)) pending.push(below);
      }
    if (performance.now() - yielded < slice) continue;
    await setImmediate();
    yielded = performance.now();
  }
}

/** Whether a tree has more directories than so many; it is not walked any further then. */
export async function hasMoreDirectories(area: WalkArea, most: number): Promise<boolean> {
  const enough = new AbortController();
  let count = 0;
  const signal = AbortSignal.any([area.signal, enough.signal]);
  await walkDirectories({ ...area, signal }, '', () => {
    count += 1;
    if (count > most) enough.abort();
    return true;
  });
  return count > most;
}

/** An absolute path, from one relative to the root. */
export function pathBelow(root: string, path: string): string {
  if (path === '') return root;
  return root === '/' ? `/${path}` : `${root}/${path}`;
}

/** What a directory is; null for what is none, and what cannot be looked at. */
export function directoryAt(path: string, follow: boolean): Stats | null {
  try {
    const stats = (follow ? statSync : lstatSync)(fileOf(path));
    return stats.isDirectory() ? stats : null;
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return null;
  }
}

function subdirectoriesOf(path: string): readonly string[] {
  let entries: readonly Dirent[];
  try {
    entries = readdirSync(fileOf(path), { withFileTypes: true, encoding: 'latin1' });
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return [];
  }
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
