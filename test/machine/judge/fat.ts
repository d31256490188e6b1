import { checksumOf, longPart, shortName } from './fat-name.ts';
import { type Image, type SectorStore, sectorSize } from './sectors.ts';

/** A file as a FAT file system has it. */
export interface FatFile {
  readonly path: string;
  readonly size: number;
  /** The same for the same bytes. */
  readonly digest: string;
  /** The bytes; read when asked for. */
  read(): Buffer;
}

/** What cannot be read as FAT. */
export class FatError extends Error {
  readonly code = 'FAT';
}

interface Volume {
  readonly image: Image;
  readonly store: SectorStore;
  readonly bits: 12 | 16 | 32;
  readonly fatStart: number;
  readonly dataStart: number;
  readonly sectorsPerCluster: number;
  readonly clusters: number;
  readonly rootSectors: readonly number[];
  readonly rootCluster: number;
}

/**
 * Reads the files of a FAT volume, by paths folded to upper case, as firmware does: with the first FAT, and long names
 * where their checksum is right. A file or directory whose chain is damaged is there without its content.
 *
 * Source: Microsoft's FAT32 File System Specification 1.03; UEFI 2.10, 13.3.
 *
 * @throws {FatError} for an image that is no FAT volume, or whose root directory is damaged
 */
export function readFat(image: Image, store: SectorStore): ReadonlyMap<string, FatFile> {
  const volume = openVolume(image, store);
  const files = new Map<string, FatFile>();
  const root =
    volume.bits === 32 ? sectorsOf(volume, chainOf(volume, volume.rootCluster)) : volume.rootSectors;
  readDirectory(volume, root, '', files, 0);
  return files;
}

function openVolume(image: Image, store: SectorStore): Volume {
  const boot = store.contentOf(image[0] ?? 0);
  const sectorsPerCluster = boot[13] ?? 0;
  const reserved = boot.readUInt16LE(14);
  const fats = boot[16] ?? 0;
  const rootEntries = boot.readUInt16LE(17);
  const total = boot.readUInt16LE(19) || boot.readUInt32LE(32);
  const fatSize = boot.readUInt16LE(22) || boot.readUInt32LE(36);
  if (boot.readUInt16LE(510) !== 0xaa55 || boot.readUInt16LE(11) !== sectorSize || sectorsPerCluster === 0) {
    throw new FatError('no boot sector');
  }
  const rootLength = Math.ceil((rootEntries * 32) / sectorSize);
  const rootStart = reserved + fats * fatSize;
  const dataStart = rootStart + rootLength;
  const clusters = Math.floor((total - dataStart) / sectorsPerCluster);
  const bits = clusters < 4085 ? 12 : clusters < 65525 ? 16 : 32;
  return {
    image,
    store,
    bits,
    fatStart: reserved,
    dataStart,
    sectorsPerCluster,
    clusters,
    rootSectors: Array.from({ length: rootLength }, (_, index) => rootStart + index),
    rootCluster: boot.readUInt32LE(44),
  };
}

function sectorAt({ image, store }: Volume, sector: number): Buffer {
  return store.contentOf(image[sector] ?? 0);
}

/** The entry of the FAT for a cluster; null at the end of a chain. */
function nextCluster(volume: Volume, cluster: number): number | null {
  const { bits, fatStart } = volume;
  const byteAt = (at: number) =>
    sectorAt(volume, fatStart + Math.floor(at / sectorSize))[at % sectorSize] ?? 0;
  if (bits === 12) {
    const at = cluster + (cluster >> 1);
    const word = byteAt(at) | (byteAt(at + 1) << 8);
    const value = cluster % 2 === 0 ? word & 0xfff : word >> 4;
    return value >= 0xff8 ? null : value;
  }
  const at = cluster * (bits / 8);
  const sector = sectorAt(volume, fatStart + Math.floor(at / sectorSize));
  const value =
    bits === 16 ? sector.readUInt16LE(at % sectorSize) : sector.readUInt32LE(at % sectorSize) & 0xfffffff;
  return value >= (bits === 16 ? 0xfff8 : 0xffffff8) ? null : value;
}

/** The clusters of a chain; at most `limit` of them. */
function chainOf(volume: Volume, first: number, limit = Number.POSITIVE_INFINITY): readonly number[] {
  const chain: number[] = [];
  for (let cluster: number | null = first; cluster !== null && chain.length < limit; ) {
    if (cluster < 2 || cluster >= volume.clusters + 2)
      throw new FatError(`a chain leads to cluster ${cluster}`);
    if (chain.length > volume.clusters) throw new FatError('a chain runs in a circle');
    chain.push(cluster);
    cluster = nextCluster(volume, cluster);
  }
  return chain;
}

/** As chainOf; null where it is damaged: firmware stumbles over that only when it opens the file. */
function wholeChain(volume: Volume, first: number, limit?: number): readonly number[] | null {
  try {
    return chainOf(volume, first, limit);
  } catch (error) {
    if (error instanceof FatError) return null;
    throw error;
  }
}

function sectorsOf({ dataStart, sectorsPerCluster }: Volume, chain: readonly number[]): number[] {
  return chain.flatMap((cluster) => {
    const first = dataStart + (cluster - 2) * sectorsPerCluster;
    return Array.from({ length: sectorsPerCluster }, (_, index) => first + index);
  });
}

function readDirectory(
  volume: Volume,
  sectors: readonly number[],
  parent: string,
  files: Map<string, FatFile>,
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
      const directory = wholeChain(volume, cluster);
      if (directory !== null) readDirectory(volume, sectorsOf(volume, directory), path, files, depth + 1);
    } else files.set(path, fileOf(volume, path, cluster, entry.readUInt32LE(28)));
  }
}

function fileOf(volume: Volume, path: string, cluster: number, size: number): FatFile {
  const clusterSize = volume.sectorsPerCluster * sectorSize;
  const wanted = Math.ceil(size / clusterSize);
  const chain = wanted === 0 ? [] : (wholeChain(volume, cluster, wanted) ?? []);
  const broken = chain.length < wanted;
  const { dataStart, sectorsPerCluster, image } = volume;
  const read = () =>
    Buffer.concat(sectorsOf(volume, chain).map((at) => sectorAt(volume, at))).subarray(0, size);
  // FNV-1a, with two multipliers, over the numbers of the whole sectors; the last one counts up to the file's end.
  let one = 0x811c9dc5;
  let two = size | 0;
  let left = Math.floor(size / sectorSize);
  let tail = '';
  for (const cluster of chain) {
    const first = dataStart + (cluster - 2) * sectorsPerCluster;
    const whole = Math.min(left, sectorsPerCluster);
    for (let sector = first; sector < first + whole; sector += 1) {
      const number = image[sector] ?? 0;
      one = Math.imul(one ^ number, 0x01000193);
      two = Math.imul(two ^ number, 0x85ebca6b) + 1;
    }
    left -= whole;
    if (whole < sectorsPerCluster && tail === '')
      tail = sectorAt(volume, first + whole).toString('latin1', 0, size % sectorSize);
  }
  return { path, size, digest: `${size}:${one}:${two}:${broken ? 'broken' : tail}`, read };
}
