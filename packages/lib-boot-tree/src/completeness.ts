import { fileAt } from '@twinroot/lib-tree';
import type { BootTree, MenuEntry } from './menu.ts';

/**
 * What an entry lacks to be complete, in words; null when every file it names is there, is not empty, and what
 * firmware starts has a PE header.
 */
export function defectOf(entry: MenuEntry, tree: BootTree): string | null {
  if (entry.type === 1 && entry.file.bytes === null) return 'is too large for an entry';
  if (!entry.names.some((name) => name.started)) return 'does not name anything to start';
  for (const { key, path, started } of entry.names) {
    if (key === null) return 'names a path outside the partition';
    const file = fileAt(tree.listing, path);
    if (file === undefined) return `names ${path}, which does not exist`;
    if (file.size === 0) return `names ${path}, which is empty`;
    if (started && tree.images.get(key)?.pe !== true) return `names ${path}, which is not a PE image`;
  }
  return null;
}
