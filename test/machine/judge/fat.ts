import { type FatFile, type FileMemo, fileOf } from './fat-file.ts';
import { checksumOf, longPart, shortName } from './fat-name.ts';
import { chainOf, openVolume, sectorAt, sectorsOf, type Volume, wholeChain } from './fat-volume.ts';
import type { Image, SectorStore } from './sectors.ts';

/**
 * Reads the files of a FAT volume, by paths folded to upper case, as firmware does: with the first FAT, and long names
 * where their checksum is right. A file or directory whose chain is damaged is there without its content. With the memo of
 * a like image before, the files that have not changed cost next to nothing.
 *
 * Source: Microsoft's FAT32 File System Specification 1.03; UEFI 2.10, 13.3.
 *
 * @throws {FatError} for an image that is no FAT volume, or whose root directory is damaged
 */
export function readFat(
  image: Image,
  store: SectorStore,
  memo: FileMemo = new Map(),
): ReadonlyMap<string, FatFile> {
  const volume = openVolume(image, store);
  const files = new Map<string, FatFile>();
  const root =
    volume.bits === 32 ? sectorsOf(volume, chainOf(volume, volume.rootCluster)) : volume.rootSectors;
  readDirectory(volume, root, '', files, { depth: 0, memo });
  return files;
}

function readDirectory(
  volume: Volume,
  sectors: readonly number[],
  parent: string,
  files: Map<string, FatFile>,
  { depth, memo }: { readonly depth: number; readonly memo: FileMemo },
): void {
  if (depth > 16) return;
  const bytes = Buffer.concat(sectors.map((sector) => sectorAt(volume, sector)));
  let long: { readonly checksum: number; text: string } | null = null;
  for (let at = 0; at < bytes.length; at += 32) {
    const entry = bytes.subarray(at, at + 32);
    const [mark = 0] = entry;
    const attributes = entry[11] ?? 0;
    if (mark === 0) return;
    if (mark === 0xe5) {
      long = null;
      continue;
    }
    if ((attributes & 0x3f) === 0x0f) {
      const text = longPart(entry);
      const checksum = entry[13] ?? 0;
      long = (mark & 0x40) !== 0 || long === null ? { checksum, text } : { checksum, text: text + long.text };
      continue;
    }
    const name = long !== null && long.checksum === checksumOf(entry) ? long.text : shortName(entry);
    long = null;
    if ((attributes & 0x08) !== 0 || mark === 0x2e) continue;
    const path = parent === '' ? name.toUpperCase() : `${parent}/${name.toUpperCase()}`;
    const cluster = (entry.readUInt16LE(20) << 16) | entry.readUInt16LE(26);
    if ((attributes & 0x10) !== 0) {
      const directory = wholeChain(volume, cluster);
      if (directory !== null)
        readDirectory(volume, sectorsOf(volume, directory), path, files, { depth: depth + 1, memo });
    } else files.set(path, fileOf(volume, path, cluster, entry.readUInt32LE(28), memo));
  }
}
