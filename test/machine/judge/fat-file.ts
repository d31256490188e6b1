import { fatSectorOf, sectorAt, sectorsOf, type Volume, wholeChain } from './fat-volume.ts';
import { type Image, sectorSize } from './sectors.ts';

/** A file as a FAT file system has it. */
export interface FatFile {
  readonly path: string;
  readonly size: number;
  /** Number of its first cluster; 0: it has none. */
  readonly cluster: number;
  /** The same for the same bytes. */
  readonly digest: string;
  /** The bytes; read when asked for. */
  read(): Buffer;
}

/** Consecutive sectors of an image and what they were, by their numbers. */
interface Extent {
  readonly first: number;
  readonly numbers: Buffer;
}

/** What was found out about a file of the image before, and all sectors that this came from. */
interface Finding {
  readonly extents: readonly Extent[];
  readonly chain: readonly number[];
  readonly digest: string;
}

/**
 * Files by their first cluster and size, as the image before had them. One whose part of the table and whose sectors are all
 * the same is not read again: from one cut to the next, most are.
 */
export type FileMemo = Map<string, Finding>;

/** More than any run has; a directory of garbage can have no end of them. */
const memoLimit = 4096;

/** A file by its directory entry. */
export function fileOf(volume: Volume, path: string, cluster: number, size: number, memo: FileMemo): FatFile {
  const key = `${volume.shape}:${cluster}:${size}`;
  const known = memo.get(key);
  const finding = known !== undefined && isSame(volume.image, known) ? known : examine(volume, cluster, size);
  if (memo.size >= memoLimit) memo.clear();
  if (finding !== known) memo.set(key, finding);
  const { chain, digest } = finding;
  const read = () =>
    Buffer.concat(sectorsOf(volume, chain).map((at) => sectorAt(volume, at))).subarray(0, size);
  return { path, size, cluster, digest, read };
}

function isSame(image: Image, { extents }: Finding): boolean {
  for (const { first, numbers } of extents)
    if (!numbersOf(image, first, numbers.length / 4).equals(numbers)) return false;
  return true;
}

/** The numbers of sectors, as bytes of the image itself. */
function numbersOf(image: Image, first: number, sectors: number): Buffer {
  return Buffer.from(image.buffer, image.byteOffset + first * 4, sectors * 4);
}

function examine(volume: Volume, cluster: number, size: number): Finding {
  const { dataStart, sectorsPerCluster, image } = volume;
  const wanted = Math.ceil(size / (sectorsPerCluster * sectorSize));
  const whole = wanted === 0 ? [] : wholeChain(volume, cluster, wanted);
  const chain = whole ?? [];
  // FNV-1a, with two multipliers, over the numbers of the whole sectors; the last one counts up to the file's end.
  let one = 0x811c9dc5;
  let two = size | 0;
  let left = Math.floor(size / sectorSize);
  let tail = '';
  for (const cluster of chain) {
    const first = dataStart + (cluster - 2) * sectorsPerCluster;
    const full = Math.min(left, sectorsPerCluster);
    for (let sector = first; sector < first + full; sector += 1) {
      const number = image[sector] ?? 0;
      one = Math.imul(one ^ number, 0x01000193);
      two = Math.imul(two ^ number, 0x85ebca6b) + 1;
    }
    left -= full;
    if (full < sectorsPerCluster && tail === '')
      tail = sectorAt(volume, first + full).toString('latin1', 0, size % sectorSize);
  }
  const digest = `${size}:${one}:${two}:${chain.length < wanted ? 'broken' : tail}`;
  // Of a chain that is damaged, any sector of the table may be the reason.
  const extents =
    whole === null ? [wholeFat(volume)] : [...fatExtents(volume, chain), ...dataExtents(volume, chain)];
  return { extents, chain, digest };
}

function extentOf({ image }: Volume, first: number, sectors: number): Extent {
  return { first, numbers: Buffer.from(numbersOf(image, first, sectors)) };
}

function wholeFat(volume: Volume): Extent {
  const { fatStart, clusters, bits } = volume;
  return extentOf(volume, fatStart, Math.ceil(((clusters + 2) * bits) / 8 / sectorSize));
}

/** The sectors of the table that a chain was read from; an entry of FAT12 may reach into the next one. */
function fatExtents(volume: Volume, chain: readonly number[]): readonly Extent[] {
  const sectors = new Set<number>();
  for (const cluster of chain) sectors.add(fatSectorOf(volume, cluster));
  return [...sectors].map((sector) => extentOf(volume, sector, volume.bits === 12 ? 2 : 1));
}

function dataExtents(volume: Volume, chain: readonly number[]): readonly Extent[] {
  const { dataStart, sectorsPerCluster } = volume;
  const extents: Extent[] = [];
  for (let from = 0; from < chain.length; ) {
    let to = from + 1;
    while (to < chain.length && chain[to] === (chain[to - 1] ?? 0) + 1) to += 1;
    const first = dataStart + ((chain[from] ?? 2) - 2) * sectorsPerCluster;
    extents.push(extentOf(volume, first, (to - from) * sectorsPerCluster));
    from = to;
  }
  return extents;
}
