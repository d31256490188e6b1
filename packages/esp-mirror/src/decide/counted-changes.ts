import { createHash } from 'node:crypto';
import { manifestPath } from '@twinroot/lib-boot-tree';
import { foldPath } from '@twinroot/lib-fat';
import type { ManifestFile, PathState } from '@twinroot/lib-registry';
import type { FileNode, Operation, Phase } from '@twinroot/lib-tree';

type FileState = NonNullable<PathState['file']>;

/** What an empty file has. A new name has no size before it is synced once more (Linux fs/fat/namei_vfat.c); see createReplacement. */
const emptyDigest = createHash('sha256').digest('hex');

/** Paths, as the plan has them, of the files that count and whose content would change. */
export function changedPaths(phases: readonly Phase[], counts: (path: string) => boolean): readonly string[] {
  const paths = phases
    .flatMap(({ operations }) => operations)
    .filter(
      ({ op, path }) => (op === 'copy' || op === 'write' || op === 'delete') && counts(manifestPath(path)),
    )
    .map(({ path }) => path);
  return [...new Set(paths)];
}

/**
 * The states through which a plan takes the files that count, in the order in which they come about; the last of each is how it ends.
 *
 * An entry may be there by two names, with a boot counter and without: while one of them comes or goes, it has the content of either.
 *
 * @param counts whether a path of the manifest is one that counts
 * @param mirror the files that are there
 * @param target the manifest of the source
 */
export function statesOfPlan(
  phases: readonly Phase[],
  counts: (path: string) => boolean,
  mirror: readonly FileNode[],
  target: readonly ManifestFile[],
): readonly PathState[] {
  const wanted = new Map(target.map((file) => [file.path, file]));
  const there = new Map<string, Map<string, FileState>>();
  const namesOf = (path: string) => {
    const names = there.get(path) ?? new Map<string, FileState>();
    there.set(path, names);
    return names;
  };
  for (const { path, size, mtime, digest } of mirror)
    if (counts(manifestPath(path)))
      namesOf(manifestPath(path)).set(foldPath(path), { size, mtime: wholeSeconds(mtime), digest });
  const states: PathState[] = [];
  for (const operation of phases.flatMap(({ operations }) => operations)) {
    const path = manifestPath(operation.path);
    if (!counts(path) || operation.op === 'mkdir' || operation.op === 'rmdir') continue;
    const names = namesOf(path);
    const key = foldPath(operation.path);
    if (operation.op === 'delete') names.delete(key);
    else {
      const after = stateAfter(operation, names.get(key) ?? null, wanted);
      if (after === null) continue;
      if (!names.has(key)) states.push({ path, file: { ...after, size: 0, digest: emptyDigest } });
      names.set(key, after);
    }
    for (const [name, file] of names) if (name !== path) states.push({ path, file });
    const plain = names.get(path);
    if (plain !== undefined) states.push({ path, file: plain });
    if (names.size === 0) states.push({ path, file: null });
  }
  return states;
}

/** What a file is after an operation that is about its content or its time. */
function stateAfter(
  operation: Exclude<Operation, { op: 'mkdir' | 'rmdir' | 'delete' }>,
  before: FileState | null,
  wanted: ReadonlyMap<string, ManifestFile>,
): FileState | null {
  const mtime = wholeSeconds(operation.mtime);
  switch (operation.op) {
    case 'copy':
      return {
        size: operation.size,
        mtime,
        digest: wanted.get(manifestPath(operation.from))?.digest ?? null,
      };
    case 'write': {
      const digest = createHash('sha256').update(operation.bytes).digest('hex');
      return { size: operation.bytes.length, mtime, digest };
    }
    case 'touch':
      return before && { ...before, mtime };
  }
}

function wholeSeconds(mtime: number): number {
  return Math.max(0, Math.floor(mtime));
}
