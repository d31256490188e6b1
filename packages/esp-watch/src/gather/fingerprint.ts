import { createHash } from 'node:crypto';
import { type Dirent, lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { errorCode } from '@twinroot/lib-failure';

/** Longest time without a look at events, in milliseconds. */
const slice = 10;

/**
 * What tells one state of a tree from another: a hash of its names, sizes, times and modes, on one file system; null when
 * it is not there. Times of directories do not count, since whatever is written half-way changes them.
 *
 * @param counts which paths count, relative to the root
 */
export async function readFingerprint(
  root: string,
  counts: (path: string) => boolean,
  signal: AbortSignal,
): Promise<string | null> {
  const hash = createHash('sha1');
  const top = statOf(root, statSync);
  if (typeof top === 'string') return null;
  const queue: string[] = [''];
  let yielded = performance.now();
  for (let directory = queue.pop(); directory !== undefined; directory = queue.pop()) {
    for (const entry of entriesOf(join(root, directory))) {
      const path = directory === '' ? entry.name : `${directory}/${entry.name}`;
      if (!counts(path)) continue;
      const stat = statOf(join(root, path));
      hash.update(`${path}\0${typeof stat === 'string' ? stat : lineOf(stat)}\n`);
      if (typeof stat !== 'string' && stat.isDirectory() && stat.dev === top.dev) queue.push(path);
      if (performance.now() - yielded < slice) continue;
      await setImmediate();
      if (signal.aborted) return null;
      yielded = performance.now();
    }
  }
  return hash.digest('base64');
}

function lineOf(stat: Stats): string {
  const owner = `${stat.mode} ${stat.uid} ${stat.gid}`;
  return stat.isDirectory() ? owner : `${owner} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}`;
}

/** The code of what went wrong where it cannot be looked at: that is a state, too. */
function statOf(path: string, read: (path: string) => Stats = lstatSync): Stats | string {
  try {
    return read(path);
  } catch (error) {
    return codeOf(error);
  }
}

function entriesOf(path: string): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch (error) {
    codeOf(error);
    return [];
  }
}

function codeOf(error: unknown): string {
  const code = errorCode(error);
  if (code === null) throw error;
  return code;
}
