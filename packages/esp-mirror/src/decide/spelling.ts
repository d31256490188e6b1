import { foldPath } from '@twinroot/lib-fat';
import { directoryOf, joinPath, type Listing, nameOf } from '@twinroot/lib-tree';

/**
 * How a path is to be spelt on the mirror: names that are there keep the case of their letters, so that a tree on
 * a file system that tells cases apart does not get a second one.
 */
export function spellingOf(mirror: Listing): (path: string) => string {
  const directories = new Map<string, string>();
  const spell = (path: string): string => {
    const node = mirror.nodes.get(foldPath(path));
    if (node !== undefined) return node.path;
    const directory = directoryOf(path);
    if (directory === '') return path;
    // Very many new files may be in one.
    const spelt = directories.get(directory) ?? spell(directory);
    directories.set(directory, spelt);
    return joinPath(spelt, nameOf(path));
  };
  return spell;
}
