import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { isMissing } from '@twinroot/lib-failure';

/** Two directories of which one is to be made the same as the other. */
export interface NamePair {
  /** Null for one that cannot be looked at: nothing is known to be in it. */
  readonly source: string | null;
  readonly dest: string;
  /** The copy stays in the file systems of the two. */
  readonly oneFileSystem: boolean;
  /** Paths below both that are left alone; with a slash at their end, directories only. */
  readonly apart: readonly string[];
}

/** What a look at the names says. */
export interface NameDifference {
  /** At least so many entries are in the destination only; never fewer than rsync would delete, unless the look ended early. */
  readonly onlyThere: number;
  /** Entries that are on both sides, without lost+found at the top: each ext file system has its own. */
  readonly common: number;
}

/** Bytes, one character each. */
type Bytes = string;
/** What is in a directory, by name. */
type Entries = ReadonlyMap<Bytes, Dirent<Buffer>>;

const none: Entries = new Map();
const lostAndFound: Bytes = 'lost+found';

/**
 * Compares the names of two trees, which is a fraction of the work of a dry run of rsync: no attribute is looked at, and
 * nothing at all where the destination has nothing. It ends as soon as there are more than `enough` entries in the destination
 * only; what cannot be read may differ completely.
 *
 * @throws {unknown} the reason of `signal`
 */
export async function compareNames(
  pair: NamePair,
  enough: number,
  signal: AbortSignal,
): Promise<NameDifference> {
  const apart = new Set(pair.apart.map((path) => Buffer.from(path).toString('latin1')));
  const isCrossed = crossing(pair);
  const open: { readonly path: Bytes; readonly isCommon: boolean }[] = [
    { path: '', isCommon: pair.source !== null },
  ];
  let onlyThere = 0;
  let common = 0;
  for (let count = 1; ; count += 1) {
    const next = open.pop();
    if (next === undefined || onlyThere > enough) return { onlyThere, common };
    // It may take seconds, and a signal must be heard.
    if (count % 256 === 0) await setImmediate();
    signal.throwIfAborted();
    const dest = entriesOf(pair.dest, next.path);
    const isNothing = !next.isCommon || pair.source === null || dest?.size === 0;
    const source = isNothing ? none : entriesOf(pair.source, next.path);
    if (dest === null || source === null) return { onlyThere: Number.POSITIVE_INFINITY, common };
    for (const [name, there] of dest) {
      const path = next.path === '' ? name : `${next.path}/${name}`;
      const here = source.get(name);
      // In the way of something that is no directory, it is deleted although a rule for directories protects it.
      const isApart = there.isDirectory() && here?.isDirectory() !== false && apart.has(`${path}/`);
      if (isApart || apart.has(path)) continue;
      // A file that gives way to a directory, or the other way round, is deleted as well.
      if (here?.isDirectory() !== there.isDirectory()) onlyThere += 1;
      else if (path !== lostAndFound) common += 1;
      if (!there.isDirectory() || isCrossed('dest', path)) continue;
      open.push({ path, isCommon: here?.isDirectory() === true && !isCrossed('source', path) });
    }
  }
}

/** Whether a directory is on another file system than the tree, and the copy stays out of it. */
function crossing({
  source,
  dest,
  oneFileSystem,
}: NamePair): (side: 'source' | 'dest', path: Bytes) => boolean {
  const tops = { source: source ?? dest, dest };
  const devices = { source: deviceOf(tops.source, ''), dest: deviceOf(dest, '') };
  return (side, path) => oneFileSystem && deviceOf(tops[side], path) !== devices[side];
}

/** The device that a directory is on; null when it has gone meanwhile, or cannot be looked at. */
function deviceOf(top: string, path: Bytes): number | null {
  try {
    return lstatSync(pathBelow(top, path), { throwIfNoEntry: false })?.dev ?? null;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return null;
  }
}

/** What is in a directory; nothing when it has gone meanwhile; null when it cannot be looked at. */
function entriesOf(top: string, path: Bytes): Entries | null {
  try {
    const entries = readdirSync(pathBelow(top, path), { encoding: 'buffer', withFileTypes: true });
    return new Map(entries.map((entry) => [entry.name.toString('latin1'), entry]));
  } catch (error) {
    if (isMissing(error)) return none;
    if (!isSystemError(error)) throw error;
    return null;
  }
}

/** The slash behind it leads into a directory that the top is a link to, in /proc. */
function pathBelow(top: string, path: Bytes): Buffer {
  return Buffer.concat([Buffer.from(`${top}/`), Buffer.from(path, 'latin1')]);
}

/** Whether a directory has nothing, or nothing but lost+found. What cannot be looked at is not known to be empty. */
export function isBare(directory: string): boolean {
  const names = entriesOf(directory, '');
  return names !== null && [...names.keys()].every((name) => name === lostAndFound);
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
