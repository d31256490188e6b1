import { type DirectoryReading, readFat } from './fat.ts';
import type { FatFile, FileMemo } from './fat-file.ts';
import { FatError } from './fat-volume.ts';
import { type BootState, readMenu } from './menu.ts';
import type { Image, SectorStore } from './sectors.ts';

/** What is wrong with an image; nothing if it boots the old or the new state. */
export type Fault = 'no FAT' | 'boot loader' | 'entry' | 'no entry' | 'shared clusters' | 'looks whole';

/**
 * Judges an image of an ESP that power left at some moment between two states. It is good if the boot loaders that were
 * there are there, and each is whole; every entry that would be listed starts exactly what an entry of the old state or one
 * of the new state starts; and there is one if there was one.
 * No two files may have the same clusters: who deletes one of them frees those of the other. None may have the size that it is to
 * have, and not the content: the next run would take it for whole.
 */
export function faultOf(
  image: Image,
  store: SectorStore,
  { old, now }: { readonly old: BootState; readonly now: BootState },
  memo: FileMemo = new Map(),
  reading: DirectoryReading = 'whole',
): Fault | null {
  let state: BootState;
  try {
    const files = readFat(image, store, memo, reading);
    if (sharesClusters(files.values())) return 'shared clusters';
    state = readMenu(files);
  } catch (error) {
    if (error instanceof FatError || error instanceof RangeError) return 'no FAT';
    throw error;
  }
  for (const path of old.loaders.keys()) if (!state.loaders.has(path)) return 'boot loader';
  for (const [path, digest] of state.loaders) {
    if (digest !== old.loaders.get(path) && digest !== now.loaders.get(path)) return 'boot loader';
  }
  const known = new Set([...old.entries.values(), ...now.entries.values()]);
  for (const entry of state.entries.values()) if (!known.has(entry)) return 'entry';
  if (state.entries.size === 0 && old.entries.size > 0) return 'no entry';
  return [...state.files].some(([path, file]) => looksWhole(file, old.files.get(path), now.files.get(path)))
    ? 'looks whole'
    : null;
}

type Content = Pick<FatFile, 'size' | 'digest'>;

/** Smaller files are compared by their content. */
const smallFile = 64 * 1024;

/** Whether a file has the size that it is to have, and another content: the next run would take it for what it is to be. */
function looksWhole(file: Content, old: Content | undefined, now: Content | undefined): boolean {
  return (
    file.size > smallFile &&
    file.size === now?.size &&
    file.digest !== now.digest &&
    file.digest !== old?.digest
  );
}

function sharesClusters(files: Iterable<FatFile>): boolean {
  const taken = new Set<number>();
  for (const { size, cluster } of files) {
    if (size === 0 || cluster === 0) continue;
    if (taken.has(cluster)) return true;
    taken.add(cluster);
  }
  return false;
}
