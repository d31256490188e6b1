import type { FoundFile } from './content-state.ts';
import { isRetimed, isSameState } from './content-state.ts';
import type { ManifestFile } from './registry.ts';

/**
 * The manifest of the files that are there. What is as it was recorded keeps its line, but for its time; of the others the digest is taken, where it is
 * not known.
 *
 * @param recorded lines that are known
 * @param digestOf SHA-256 of a file in hex; null: it cannot be read, and keeps the line that it had
 * @returns in the order of the paths
 */
export function manifestOf<File extends FoundFile>(
  found: readonly File[],
  recorded: readonly ManifestFile[],
  digestOf: (file: File) => string | null,
): readonly ManifestFile[] {
  const known = new Map(recorded.map((file) => [file.path, file]));
  const files = found.flatMap((file): readonly ManifestFile[] => {
    const { path, size, mtime } = file;
    const before = known.get(path);
    if (before !== undefined && isSameState(file, before))
      return [isRetimed(file, before) ? { ...before, mtime } : before];
    const digest = file.digest ?? digestOf(file);
    if (digest === null) return before === undefined ? [] : [before];
    return [{ path, size, mtime, digest }];
  });
  return files.toSorted(byPath);
}

/** The order of the lines in a manifest. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : Number(a.path > b.path);
}
