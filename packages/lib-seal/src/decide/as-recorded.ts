import { type BootTree, type CountedFile, isLoaderProgram } from '@twinroot/lib-boot-tree';
import { foldPath } from '@twinroot/lib-fat';
import type { ManifestFile } from '@twinroot/lib-registry';

/**
 * Files that count, and those that are damaged as they were recorded: an empty kernel or a truncated image is nobody's work, and
 * makes no member newer than another.
 */
export function asRecorded(
  found: readonly CountedFile[],
  tree: BootTree,
  recorded: readonly ManifestFile[],
): readonly CountedFile[] {
  const started = new Set(tree.menu.flatMap(({ key, names }) => [key, ...names.map((name) => name.key)]));
  const isDamaged = ({ node: { path, size } }: CountedFile): boolean => {
    const key = foldPath(path);
    if (!started.has(key) && !isLoaderProgram(path)) return false;
    return size === 0 || tree.images.get(key)?.isCut === true;
  };
  if (!found.some(isDamaged)) return found;
  const lines = new Map(recorded.map((file) => [file.path, file]));
  return found.map((file) => {
    const line = isDamaged(file) ? lines.get(file.path) : undefined;
    if (line === undefined) return file;
    const { size, mtime, digest } = line;
    return { ...file, size, mtime, digest };
  });
}
