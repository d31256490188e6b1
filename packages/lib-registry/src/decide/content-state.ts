import { isSilentTime } from '@twinroot/lib-tree';
import type { FileState, ManifestFile, PathState, Registry } from './registry.ts';

/** A file that is there, under its path as the manifest has it. */
export interface FoundFile extends FileState {
  readonly path: string;
}

/** What a member's content is to its registry. */
export interface ContentState {
  /** Paths that are neither as the manifest says, nor as a run of ours left them, nor as on the source: somebody else's work. */
  readonly edited: readonly string[];
  /** Paths with the size and the time of the manifest, and other bytes. */
  readonly rotten: readonly string[];
  /** How much there is of what it was becoming; `none`, too, where it was becoming nothing. */
  readonly progress: 'none' | 'part' | 'all';
}

/** How a file is compared with what is known of it. */
export interface Comparing {
  /** Whether other bytes under the same size and time are rot (with `--checksum`), and not a change. */
  readonly findsRot: boolean;
  /** The files of the source, for a mirror: what both were given by somebody else is not lost. */
  readonly source?: readonly FoundFile[];
}

/** Compares the files of a member with its registry. What is there is what counts for the set: nothing of other systems. */
export function contentStateOf(
  { files, becoming }: Pick<Registry, 'files' | 'becoming'>,
  found: readonly FoundFile[],
  { findsRot, source }: Comparing,
): ContentState {
  const [manifest, there] = [byPath(files), byPath(found)];
  const wanted = source === undefined ? null : byPath(source);
  const states = Map.groupBy(becoming?.states ?? [], ({ path }) => path);
  const edited: string[] = [];
  const rotten: string[] = [];
  let [isBegun, isEnded] = [false, true];
  for (const path of new Set([...manifest.keys(), ...there.keys(), ...states.keys()])) {
    const now = there.get(path) ?? null;
    const before = manifest.get(path) ?? null;
    const possible = states.get(path) ?? [];
    const last: PathState = possible.at(-1) ?? { path, file: before };
    const isAsBefore = isSameState(now, before);
    if (!isAsBefore) isBegun = true;
    if (!isSameState(now, last.file)) isEnded = false;
    if (isAsBefore || possible.some(({ file }) => isSameState(now, file))) continue;
    if (wanted !== null && isSameState(now, wanted.get(path) ?? null)) continue;
    const known = [before, ...possible.map(({ file }) => file)];
    if (findsRot && known.some((file) => isRotten(now, file))) rotten.push(path);
    else edited.push(path);
  }
  return {
    edited,
    rotten,
    progress: becoming === null || !(isBegun || isEnded) ? 'none' : isEnded ? 'all' : 'part',
  };
}

/**
 * The states that a run may leave behind on a member: what differs from the manifest already, what is written, and how it ends.
 *
 * @param writes in the order in which they are done
 * @param target the manifest of the source
 */
export function statesOfRun(
  files: readonly ManifestFile[],
  found: readonly FoundFile[],
  writes: readonly PathState[],
  target: readonly ManifestFile[],
): readonly PathState[] {
  const [manifest, there, wanted] = [byPath(files), byPath(found), byPath(target)];
  const written = new Set(writes.map(({ path }) => path));
  const before: PathState[] = [];
  const after: PathState[] = [];
  for (const path of new Set([...manifest.keys(), ...there.keys(), ...wanted.keys()])) {
    const now = there.get(path) ?? null;
    const end = wanted.get(path) ?? null;
    if (!isSameState(now, manifest.get(path) ?? null)) before.push({ path, file: now && stateOf(now) });
    // What is held back is not as it is to be: the run has not come to its end without it.
    if (!written.has(path) && !isSameState(now, end)) after.push({ path, file: end && stateOf(end) });
  }
  return [...before, ...writes, ...after];
}

function stateOf({ size, mtime, digest }: FileState): FileState {
  return { size, mtime, digest };
}

function byPath<File extends { readonly path: string }>(files: readonly File[]): ReadonlyMap<string, File> {
  return new Map(files.map((file) => [file.path, file]));
}

/** Whether a file is as it was recorded: by its digest where both are known, else by size and time, in FAT's steps of 2 seconds. */
export function isSameState(now: FileState | null, recorded: FileState | null): boolean {
  if (now === null || recorded === null) return now === recorded;
  if (now.size !== recorded.size) return false;
  if (now.digest !== null && recorded.digest !== null) return now.digest === recorded.digest;
  return isSameStep(now, recorded);
}

/** Whether a file has the bytes that were recorded, and another time: whoever does not read it takes it for another one. */
export function isRetimed(now: FileState, recorded: FileState): boolean {
  const isKnown = now.digest !== null && now.digest === recorded.digest;
  return isKnown && now.size === recorded.size && !isSameStep(now, recorded);
}

function isRotten(now: FileState | null, recorded: FileState | null): boolean {
  if (now === null || recorded === null || isSilentTime(now.mtime)) return false;
  return now.size === recorded.size && isSameStep(now, recorded) && !isSameState(now, recorded);
}

function isSameStep(one: FileState, other: FileState): boolean {
  return Math.floor(one.mtime / 2) === Math.floor(other.mtime / 2);
}
