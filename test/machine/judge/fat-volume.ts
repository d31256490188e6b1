import { type Image, type SectorStore, sectorSize } from './sectors.ts';

/** What cannot be read as FAT. */
export class FatError extends Error {
  readonly code = 'FAT';
}

/** Where things lie in a FAT volume; in sectors. */
export interface Volume {
  readonly image: Image;
  readonly store: SectorStore;
  /** The same for volumes that have the same in the same places. */
  readonly shape: string;
  readonly bits: 12 | 16 | 32;
  readonly fatStart: number;
  readonly dataStart: number;
  readonly sectorsPerCluster: number;
  readonly clusters: number;
  readonly rootSectors: readonly number[];
  readonly rootCluster: number;
}

/** @throws {FatError} for an image that is no FAT volume */
export function openVolume(image: Image, store: SectorStore): Volume {
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
    shape: `${bits}:${reserved}:${dataStart}:${sectorsPerCluster}:${clusters}`,
    bits,
    fatStart: reserved,
    dataStart,
    sectorsPerCluster,
    clusters,
    rootSectors: Array.from({ length: rootLength }, (_, index) => rootStart + index),
    rootCluster: boot.readUInt32LE(44),
  };
}

export function sectorAt({ image, store }: Volume, sector: number): Buffer {
  return store.contentOf(image[sector] ?? 0);
}

/** The sector of the FAT in which the entry for a cluster begins. */
export function fatSectorOf({ bits, fatStart }: Volume, cluster: number): number {
  return fatStart + Math.floor((cluster * bits) / 8 / sectorSize);
}

/** The entry of the FAT for a cluster; null at the end of a chain. */
function nextCluster(volume: Volume, cluster: number): number | null {
  const { bits, fatStart } = volume;
  if (bits === 12) {
    const byteAt = (at: number) =>
      sectorAt(volume, fatStart + Math.floor(at / sectorSize))[at % sectorSize] ?? 0;
    const at = cluster + (cluster >> 1);
    const word = byteAt(at) | (byteAt(at + 1) << 8);
    const value = cluster % 2 === 0 ? word & 0xfff : word >> 4;
    return value >= 0xff8 ? null : value;
  }
  const at = (cluster * (bits / 8)) % sectorSize;
  const sector = sectorAt(volume, fatSectorOf(volume, cluster));
  const value = bits === 16 ? sector.readUInt16LE(at) : sector.readUInt32LE(at) & 0xfffffff;
  return value >= (bits === 16 ? 0xfff8 : 0xffffff8) ? null : value;
}

/** The clusters of a chain, at most `limit` of them, as far as they can be read; and what is wrong with the next one. */
export function readChain(
  volume: Volume,
  first: number,
  limit = Number.POSITIVE_INFINITY,
): { readonly chain: readonly number[]; readonly damage: string | null } {
  const chain: number[] = [];
  for (let cluster: number | null = first; cluster !== null && chain.length < limit; ) {
    if (cluster < 2 || cluster >= volume.clusters + 2)
      return { chain, damage: `a chain leads to cluster ${cluster}` };
    if (chain.length > volume.clusters) return { chain, damage: 'a chain runs in a circle' };
    chain.push(cluster);
    cluster = nextCluster(volume, cluster);
  }
  return { chain, damage: null };
}

/** The clusters of a chain; null where it is damaged: firmware stumbles over that only when it opens the file. */
export function wholeChain(volume: Volume, first: number, limit?: number): readonly number[] | null {
  const { chain, damage } = readChain(volume, first, limit);
  return damage === null ? chain : null;
}

export function sectorsOf({ dataStart, sectorsPerCluster }: Volume, chain: readonly number[]): number[] {
  return chain.flatMap((cluster) => {
    const first = dataStart + (cluster - 2) * sectorsPerCluster;
    return Array.from({ length: sectorsPerCluster }, (_, index) => first + index);
  });
}
