import { foldPath } from '@twinroot/lib-fat';
import { type FileNode, fileAt, filesOf, type Listing } from '@twinroot/lib-tree';
import type { PlanNote } from './plan-note.ts';
import type { Policy } from './policy.ts';

/**
 * What is to be said where firmware will find nothing to start on the mirror: no program at the removable path, and none that a
 * boot option names.
 *
 * Source: UEFI 2.10, sections 3.1.2 and 3.5.1.1.
 */
export function wayInNotes(
  mirror: Listing,
  target: { readonly files: ReadonlyMap<string, FileNode>; readonly pinned: ReadonlySet<string> },
  { started }: Pick<Policy, 'started'>,
): readonly PlanNote[] {
  if (started === null) return [];
  const isThere = (path: string) =>
    target.files.has(foldPath(path)) ||
    (target.pinned.has(foldPath(path)) && fileAt(mirror, path) !== undefined);
  const stays = (file: FileNode) => isRemovablePath(file) && target.pinned.has(file.key);
  if ([...target.files.values()].some(isRemovablePath) || filesOf(mirror).some(stays)) return [];
  if (started.some(isThere)) return [];
  const text =
    'firmware will find nothing to start here: there is no EFI/BOOT/BOOT*.EFI, and no boot option names a program on it';
  return [{ kind: 'warning', text }];
}

/** Whether a tree has a program that firmware starts without a boot option. */
export function hasRemovablePath(listing: Listing): boolean {
  return filesOf(listing).some(isRemovablePath);
}

function isRemovablePath({ key, size }: FileNode): boolean {
  return /^EFI\/BOOT\/BOOT[^/]*\.EFI$/.test(key) && size > 0;
}
