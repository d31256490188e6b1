import { type FatFile, type FileMemo, fileOf } from './fat-file.ts';
import { checksumOf, longPart, shortName } from './fat-name.ts';
import { FatError, openVolume, readChain, sectorAt, sectorsOf, type Volume } from './fat-volume.ts';
import type { Image, SectorStore } from './sectors.ts';

/**
 * How directories are read. `whole`: one whose chain is damaged anywhere is there without its content, as in EDK2
 * (FatPkg/EnhancedFatDxe, FatPhysicalDirSize). `in part`: as far as its chain goes.
 */
export type DirectoryReading = 'whole' | 'in part';

interface Walk {
  readonly files: Map<string, FatFile>;
  readonly memo: FileMemo;
  readonly reading: DirectoryReading;
}

/**
 * Reads the files of a FAT volume, by paths folded to upper case, as firmware does: with the first FAT, and long names
 * where their checksum is right. A file whose chain is damaged is there without its content. With the memo of
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
  reading: DirectoryReading = 'whole',
): ReadonlyMap<string, FatFile> {
  const volume = openVolume(image, store);
  const walk: Walk = { files: new Map(), memo, reading };
  const root =
    volume.bits === 32 ? directorySectors(volume, volume.rootCluster, reading) : volume.rootSectors;
  if (root === null) throw new FatError('the root directory is damaged');
  readDirectory(volume, root, '', walk, 0);
  return walk.files;
}

function directorySectors(
  volume: Volume,
  first: number,
  reading: DirectoryReading,
): readonly number[] | null {
  const { chain, damage } = readChain(volume, first);
  if (damage !== null && (reading === 'whole' || chain.length === 0)) return null;
  return sectorsOf(volume, chain);
}

function readDirectory(
  volume: Volume,
  sectors: readonly number[],
  parent: string,
  walk: Walk,
  depth: number,
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
      const directory = directorySectors(volume, cluster, walk.reading);
      if (directory !== null) readDirectory(volume, directory, path, walk, depth + 1);
    } else walk.files.set(path, fileOf(volume, path, cluster, entry.readUInt32LE(28), walk.memo));
  }
}
