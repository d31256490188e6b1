import { createHash } from 'node:crypto';
import { entryTypeOf, isProtected, manifestPath } from '@twinroot/lib-boot-tree';
import { isOwnName } from '@twinroot/lib-fat';
import {
  contentStateOf,
  type FoundFile,
  type ManifestFile,
  parseRegistry,
  type Registry,
  verdictOf,
} from '@twinroot/lib-registry';
import type { FatFile } from './fat-file.ts';

/** What is wrong with the registry of an image of a mirror. */
export type RegistryFault = 'registry torn' | 'registry refused';

const place = 'LOADER/ESP-SYNC';

/** SHA-256 of contents by the digests that the images have. */
export type ContentMemo = Map<string, string>;

/**
 * Judges the registry of a mirror that power left at some moment of a run: it is whole, and says "the same", "ours, cut off" or
 * "older" against the source, as it has it when the run has ended. Nothing is said where the run makes no registry; one that is made
 * for the first time may not be there, or be empty.
 */
export function registryFaultOf(
  files: ReadonlyMap<string, FatFile>,
  {
    before,
    after,
  }: { readonly before: ReadonlyMap<string, FatFile>; readonly after: ReadonlyMap<string, FatFile> },
  memo: ContentMemo,
): RegistryFault | null {
  const source = registryIn(after);
  if (source === null) return null;
  const file = files.get(place);
  const isFirst = registryIn(before) === null;
  if (file === undefined || file.size === 0) return isFirst ? null : 'registry torn';
  const mirror = registryIn(files);
  if (mirror === null) return 'registry torn';
  const states = mirror.becoming?.states ?? [];
  const known = new Set([...source.files, ...mirror.files, ...states].map(({ path }) => path));
  const wanted = foundIn(after, known, memo, source.files);
  const found = foundIn(files, known, memo, mirror.files);
  const isEqual = wanted.every(({ path, digest }) =>
    found.some((one) => one.path === path && one.digest === digest),
  );
  const content = contentStateOf(mirror, found, { findsRot: false, source: wanted });
  const verdict = verdictOf(source, { registry: mirror, content }, isEqual && found.length === wanted.length);
  return verdict === 'same' || verdict === 'cut off' || verdict === 'older' ? null : 'registry refused';
}

function registryIn(files: ReadonlyMap<string, FatFile>): Registry | null {
  const file = files.get(place);
  if (file === undefined) return null;
  const read = parseRegistry(file.read());
  return read.kind === 'registry' ? read.registry : null;
}

/**
 * The files that count, each path once: of an entry that is there with a boot counter and without, the latter. One that is empty is
 * damaged, and counts as it was recorded.
 */
function foundIn(
  files: ReadonlyMap<string, FatFile>,
  known: ReadonlySet<string>,
  memo: ContentMemo,
  recorded: readonly ManifestFile[],
): readonly FoundFile[] {
  const found = new Map<string, FoundFile>();
  for (const file of files.values()) {
    const path = manifestPath(file.path);
    const name = file.path.slice(file.path.lastIndexOf('/') + 1);
    if (!known.has(path) || isProtected(file.path) || isOwnName(name)) continue;
    if (found.has(path) && file.path !== path) continue;
    const line =
      file.size === 0 && entryTypeOf(file.path) !== null
        ? recorded.find((one) => one.path === path)
        : undefined;
    const digest = memo.get(file.digest) ?? createHash('sha256').update(file.read()).digest('hex');
    memo.set(file.digest, digest);
    found.set(path, line ?? { path, size: file.size, mtime: 0, digest });
  }
  return [...found.values()];
}
