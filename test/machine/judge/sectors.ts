import { hash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const sectorSize = 512;

/**
 * The contents that sectors had in a recording, each with a number: so an image is an array of numbers, is copied in no
 * time, and two files are compared without reading them.
 */
export interface SectorStore {
  /** The number of a content. */
  numberOf(sector: Buffer): number;
  contentOf(number: number): Buffer;
}

/** An image: for each sector the number of its content. */
export type Image = Uint32Array<ArrayBuffer>;

const zeros = Buffer.alloc(sectorSize);
const chunkSectors = 2048;

/**
 * A store in which number 0 is a sector of zeros. Contents are in a file without a name, and in memory once they were asked
 * for: those of tables and directories are, over and over, and the hundreds of megabytes of payloads hardly ever.
 */
export function createStore(): SectorStore {
  const file = openNameless();
  const numbers = new Map<string, number>();
  const asked = new Map<number, Buffer>([[0, zeros]]);
  let chunk = Buffer.alloc(chunkSectors * sectorSize);
  let count = 1;
  const load = (number: number) => {
    const sector = Buffer.alloc(sectorSize);
    const first = count - (count % chunkSectors);
    if (number >= first) chunk.copy(sector, 0, (number - first) * sectorSize);
    else readSync(file, sector, 0, sectorSize, number * sectorSize);
    asked.set(number, sector);
    return sector;
  };
  return {
    numberOf: (sector) => {
      if (sector.equals(zeros)) return 0;
      const key = hash('sha1', sector, 'binary');
      const known = numbers.get(key);
      if (known !== undefined) return known;
      const number = count;
      const place = number % chunkSectors;
      sector.copy(chunk, place * sectorSize);
      count += 1;
      if (place === chunkSectors - 1) {
        writeSync(file, chunk, 0, chunk.length, (number - place) * sectorSize);
        chunk = Buffer.alloc(chunk.length);
      }
      numbers.set(key, number);
      return number;
    },
    contentOf: (number) => asked.get(number) ?? load(number),
  };
}

/** A file that is gone when this process is. */
function openNameless(): number {
  const directory = mkdtempSync(join(tmpdir(), 'twinroot-sectors-'));
  const file = openSync(join(directory, 'sectors'), 'w+');
  rmSync(directory, { recursive: true });
  return file;
}

/** An image of bytes. */
export function imageOf(bytes: Buffer, store: SectorStore): Image {
  const image = new Uint32Array(bytes.length / sectorSize);
  for (let index = 0; index < image.length; index += 1) {
    image[index] = store.numberOf(bytes.subarray(index * sectorSize, (index + 1) * sectorSize));
  }
  return image;
}

/** An image of a file of so many sectors. */
export function readImage(path: string, sectors: number, store: SectorStore): Image {
  const image = new Uint32Array(sectors);
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(chunkSectors * sectorSize);
    for (let from = 0; from < sectors; from += chunkSectors) {
      const length = readSync(file, bytes, 0, bytes.length, from * sectorSize);
      const part = imageOf(bytes.subarray(0, length), store);
      image.set(part.subarray(0, sectors - from), from);
    }
  } finally {
    closeSync(file);
  }
  return image;
}

/** The bytes of an image. */
export function bytesOf(image: Image, store: SectorStore): Buffer {
  const bytes = Buffer.alloc(image.length * sectorSize);
  for (const [index, number] of image.entries()) {
    if (number !== 0) store.contentOf(number).copy(bytes, index * sectorSize);
  }
  return bytes;
}
