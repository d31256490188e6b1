import { fileAt } from '@twinroot/lib-tree';
import { type BootTree, isStarted, type MenuEntry, type NamedFile } from './menu.ts';

/**
 * What an entry lacks to be complete, in words; null when every file that it names is there, is not empty, and what firmware
 * starts is a whole PE image. A kernel that is compressed as a whole cannot be judged, and passes. Initrds may be empty: boot
 * loaders pass over these, and weaknessOf tells of an entry that has no others. Add-ons may be missing.
 *
 * Sources: UAPI.1 Boot Loader Specification; systemd src/boot/boot.c (initrd_prepare).
 */
export function defectOf(entry: MenuEntry, tree: BootTree): string | null {
  if (entry.file.unreadable !== undefined) return `cannot be read (${entry.file.unreadable})`;
  if (entry.type === 1 && entry.file.bytes === null) return 'is too large for an entry';
  if (!entry.isRemote && !entry.names.some(({ as }) => isStarted(as)))
    return 'does not name anything to start';
  for (const name of entry.names) {
    const fault = faultOf(name, tree);
    if (fault !== null) return fault;
  }
  return null;
}

/** Why an entry that is complete may still not come up: all the initrds that it names are empty. Null when nothing is to be said. */
export function weaknessOf(entry: MenuEntry, tree: BootTree): string | null {
  const initrds = entry.names.filter(({ as }) => as === 'initrd');
  const isFilled = ({ path }: NamedFile) => (fileAt(tree.listing, path)?.size ?? 0) > 0;
  const [first] = initrds;
  return first === undefined || initrds.some(isFilled) ? null : `names ${first.path}, which is empty`;
}

/** Whether a boot loader of this architecture lists an entry, and finds all of it. */
export function isBootable(entry: MenuEntry, tree: BootTree, architecture: string | null): boolean {
  const isListed =
    entry.architecture === null || architecture === null || entry.architecture === architecture;
  return isListed && defectOf(entry, tree) === null;
}

function faultOf({ key, path, as }: NamedFile, tree: BootTree): string | null {
  if (key === null) return 'names a path outside the partition';
  const file = fileAt(tree.listing, path);
  if (file === undefined) return as === 'addon' ? null : `names ${path}, which does not exist`;
  const known = tree.faults.get(key);
  if (known !== undefined) return `names ${path}, which ${known}`;
  if (file.size === 0) return as === 'initrd' ? null : `names ${path}, which is empty`;
  const image = tree.images.get(key);
  if (image?.isCut) return `names ${path}, which is truncated`;
  if (!isStarted(as) || image?.pe === true || (as === 'linux' && image?.isCompressed)) return null;
  return `names ${path}, which is not a PE image`;
}
