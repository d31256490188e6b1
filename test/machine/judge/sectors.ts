import { createHash } from 'node:crypto';

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

/** A store in which number 0 is a sector of zeros. */
export function createStore(): SectorStore {
  const numbers = new Map<string, number>();
  const contents: Buffer[] = [zeros];
  return {
    numberOf: (sector) => {
      if (sector.equals(zeros)) return 0;
      const key = createHash('sha1').update(sector).digest('base64');
      const known = numbers.get(key);
      if (known !== undefined) return known;
      const number = contents.push(Buffer.from(sector)) - 1;
      numbers.set(key, number);
      return number;
    },
    contentOf: (number) => contents[number] ?? zeros,
  };
}

/** An image of bytes. */
export function imageOf(bytes: Buffer, store: SectorStore): Image {
  const image = new Uint32Array(bytes.length / sectorSize);
  for (let index = 0; index < image.length; index += 1) {
    image[index] = store.numberOf(bytes.subarray(index * sectorSize, (index + 1) * sectorSize));
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
