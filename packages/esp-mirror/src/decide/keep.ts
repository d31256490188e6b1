import {
  addonImage,
  type BootTree,
  classOf,
  foreignFiles,
  keptListPath,
  lineOf,
  machineIdsOf,
  type Owners,
} from '@twinroot/lib-boot-tree';
import { differenceOf, type FileNode, fileAt, fileByKey, filesOf, isSameFile } from '@twinroot/lib-tree';
import { parseKeptList, placesOf } from './kept-list.ts';

/** Files that only the mirror has and that stay. */
export interface Kept {
  /** Another system's, by what they say or where they are. */
  readonly foreign: readonly FileNode[];
  /** At the removable path and of systemd-boot: they may be the only way into this disk. */
  readonly waysIn: readonly FileNode[];
  /** There before this mirror was first written. */
  readonly earlier: readonly FileNode[];
  /** Of these nobody knows, because the source has no entries. */
  readonly undecided: readonly FileNode[];
  /** What is to be written down of `earlier` before anything else is; null when nothing is. */
  readonly list: readonly string[] | null;
}

/**
 * What only the mirror has and keeps.
 *
 * @param isMirrored tells what is looked at at all
 * @param keepsAll whether the source has nothing to go by: no entry, and no sign of where else its menu is
 */
export function keptFiles(
  source: BootTree,
  mirror: BootTree,
  owners: Owners,
  isMirrored: (path: string) => boolean,
  keepsAll: boolean,
): Kept {
  const own = differenceOf(source.listing, mirror.listing).beyond.filter(
    ({ key }) => isMirrored(key) && !isSameEntry(key, source, mirror) && !isAddonOf(key, source),
  );
  const foreign = foreignFiles(source, mirror, owners).filter(({ key }) => isMirrored(key));
  const taken = new Set(foreign);
  const waysIn = own.filter((file) => !taken.has(file) && isWayIn(file.key));
  for (const file of waysIn) taken.add(file);
  const rest = own.filter((file) => !taken.has(file));
  const text = fileAt(mirror.listing, keptListPath)?.bytes ?? null;
  const listed = text === null ? null : parseKeptList(text);
  const isFirst = listed === null && rest.length > 0 && !wasInStep(source, mirror, owners);
  const earlier = isFirst ? rest : rest.filter(({ path }) => listed?.(path) === true);
  const isEarlier = new Set(earlier);
  return {
    foreign,
    waysIn,
    earlier,
    undecided: keepsAll ? rest.filter((file) => !isEarlier.has(file)) : [],
    list: isFirst ? placesOf(earlier, mirror.listing, source.listing) : null,
  };
}

/** Whether a file of the mirror is an entry that the source has, too, under another counter. */
function isSameEntry(key: string, source: BootTree, mirror: BootTree): boolean {
  if (classOf(key) !== 'entry') return false;
  const id = mirror.menu.find((entry) => entry.key === key)?.id;
  return source.menu.some((entry) => entry.id === id);
}

/** Whether an image of the source would read it. */
function isAddonOf(path: string, source: BootTree): boolean {
  const image = addonImage(path);
  return image !== null && source.menu.some(({ id, key }) => id === image || key === image);
}

function isWayIn(key: string): boolean {
  return /^EFI\/(BOOT|SYSTEMD)\//.test(key);
}

/**
 * Whether the mirror was mirrored before, as far as it shows: it has an entry of the same line that boots the same way, or the
 * same text, or a file that is no boot loader is the same on both, or it carries an id of ours. Boot loaders say nothing: packages
 * install the same ones everywhere, with the same times.
 */
function wasInStep(source: BootTree, mirror: BootTree, owners: Owners): boolean {
  for (const id of machineIdsOf(mirror)) if (owners.ids.has(id)) return true;
  const lines = Map.groupBy(source.menu, lineOf);
  for (const entry of mirror.menu) {
    const line = lines.get(lineOf(entry)) ?? [];
    if (line.some((one) => one.type === entry.type && isAlike(one, entry))) return true;
  }
  return filesOf(source.listing).some((file) => {
    const there = fileByKey(mirror.listing, file.key);
    return there !== undefined && file.size > 0 && isSameFile(file, there) && classOf(file.key) === 'payload';
  });
}

function isAlike(one: BootTree['menu'][number], other: BootTree['menu'][number]): boolean {
  if (one.machineId !== other.machineId) return false;
  // A tool that is started with no command line may be the same on any disk.
  const isSystem = one.type === 2 || one.names.some(({ as }) => as === 'linux');
  const isSameLine = one.commandLine === other.commandLine && isSystem;
  return isSameLine || (one.key === other.key && isSameFile(one.file, other.file));
}
