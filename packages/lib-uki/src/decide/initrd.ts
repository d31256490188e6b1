import type { ReadRange } from './image.ts';
import { bufferOf } from './image-layout.ts';

/** Where a part of an initrd ends, or why it does not end within the file; null: nobody can tell without unpacking it. */
type PartEnd = number | 'truncated' | null;

/** Steps that are taken at most through one file: headers of files, blocks. What is longer passes. */
const mostSteps = 20_000;

/** What the headers of an initrd say. */
export interface InitrdLook {
  /** What shows that it is not whole, as a clause; null when nothing does. */
  readonly fault: string | null;
  /** Where a part begins that only unpacking judges, as an offset in bytes; null when there is none. */
  readonly unjudged: number | null;
}

/**
 * Looks at an initrd, a row of cpio archives, each plain or compressed, with zeros between them. One that has nothing but zeros holds
 * nothing: a power cut leaves these of a file whose length was written and whose content was not. Judged by their headers: cpio (that
 * its trailer is there), zstd and lz4 (that all blocks are), xz (its footer). What gzip, bzip2, lzma and lzo say at their ends
 * cannot be judged without unpacking.
 *
 * Sources: Linux Documentation/driver-api/early-userspace/buffer-format.rst; RFC 8878, section 3.1.1; The .xz File Format 1.2,
 * section 2.1.2; lz4 doc/lz4_Frame_format.md, "Legacy frame".
 *
 * @param size of the file, in bytes
 * @param read gives bytes from an offset of the file
 */
export function lookAtInitrd(size: number, read: ReadRange): InitrdLook {
  const bytesAt = (at: number, length: number) => bufferOf(read(at, length) ?? new Uint8Array());
  let steps = mostSteps;
  const step = () => {
    steps -= 1;
    return steps > 0;
  };
  let isFilled = false;
  for (let at = 0; at < size && step(); ) {
    const head = bytesAt(at, 8);
    if (head.length > 0 && isZero(head)) {
      at += zerosFrom(at, bytesAt, step);
      continue;
    }
    const end = endOfPart(at, head, { size, bytesAt, step });
    if (end === 'truncated') return { fault: 'is truncated', unjudged: null };
    if (end === null) return { fault: null, unjudged: at };
    at = end;
    isFilled = true;
  }
  const isFine = isFilled || size === 0 || steps <= 0;
  return { fault: isFine ? null : 'has nothing but zeros', unjudged: null };
}

interface Reader {
  readonly size: number;
  readonly bytesAt: (at: number, length: number) => Buffer;
  readonly step: () => boolean;
}

function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}

/** How many zeros there are from an offset on, as far as one read tells. */
function zerosFrom(at: number, bytesAt: Reader['bytesAt'], step: () => boolean): number {
  const bytes = bytesAt(at, 64 * 1024);
  const filled = bytes.findIndex((byte) => byte !== 0);
  return step() && filled >= 0 ? filled : Math.max(bytes.length, 1);
}

function endOfPart(at: number, head: Buffer, reader: Reader): PartEnd {
  if (/^07070[12]/.test(head.toString('latin1', 0, 6))) return endOfCpio(at, reader);
  if (head.length < 4) return null;
  if (head.readUInt32LE(0) === 0xfd2fb528) return endOfZstd(at, reader);
  if (head.readUInt32LE(0) === 0x184c2102) return endOfLz4(at + 4, reader);
  if (head.toString('hex', 0, 6) === 'fd377a585a00') return endOfXz(reader);
  return null;
}

/** A file's header has 13 numbers of 8 hexadecimal digits; name and content are padded to 4 bytes. */
function endOfCpio(start: number, { size, bytesAt, step }: Reader): PartEnd {
  for (let at = start; step(); ) {
    const header = bytesAt(at, 110).toString('latin1');
    if (header.length < 110) return 'truncated';
    const [content, name] = [header.slice(54, 62), header.slice(94, 102)].map((hex) =>
      Number.parseInt(hex, 16),
    );
    if (!/^07070[12]/.test(header) || content === undefined || name === undefined) return 'truncated';
    const isTrailer = bytesAt(at + 110, 11).toString('latin1') === 'TRAILER!!!\0';
    const end = padded(padded(at - start + 110 + name) + content) + start;
    if (isTrailer) return Math.min(end, size);
    if (!(end <= size)) return 'truncated';
    at = end;
  }
  return null;
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}

/** Bytes of the headers of four blocks without content. */
const emptyBlocks = 12;

function endOfZstd(start: number, { size, bytesAt, step }: Reader): PartEnd {
  const descriptor = bytesAt(start + 4, 1)[0];
  if (descriptor === undefined) return 'truncated';
  const isSingle = (descriptor & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const contentSize = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  let at = start + 5 + (isSingle ? 0 : 1) + dictionary + contentSize;
  while (step()) {
    const header = bytesAt(at, emptyBlocks);
    // Nobody writes a row of empty blocks: these zeros were never written.
    if (header.length < 3 || (header.length === emptyBlocks && isZero(header))) return 'truncated';
    const block = header.readUIntLE(0, 3);
    // A run of one byte is that byte, whatever its length.
    at += 3 + ((block >> 1) % 4 === 1 ? 1 : block >> 3);
    if (at > size) return 'truncated';
    if (block % 2 === 1) {
      const end = at + ((descriptor & 4) === 0 ? 0 : 4);
      return end > size ? 'truncated' : end;
    }
  }
  return null;
}

/** The frame that the kernel unpacks: blocks with their length before them, to the end of the file or to what is no length. */
function endOfLz4(start: number, { size, bytesAt, step }: Reader): PartEnd {
  for (let at = start; step(); ) {
    if (at === size) return size;
    const header = bytesAt(at, 4);
    if (header.length < 4) return at + 4 > size ? null : 'truncated';
    const length = header.readUInt32LE(0);
    if (length === 0 || length === 0x184c2102 || length > 9 * 1024 * 1024) return at + (length === 0 ? 4 : 0);
    at += 4 + length;
    if (at > size) return 'truncated';
  }
  return null;
}

/** The footer is at the end of the file, before zeros that pad it, or a cpio archive follows. */
function endOfXz({ size, bytesAt }: Reader): PartEnd {
  const tail = bytesAt(Math.max(0, size - 4096), 4096);
  let end = tail.length;
  while (end > 0 && tail[end - 1] === 0) end -= 1;
  if (tail.includes('TRAILER!!!')) return null;
  return tail.toString('latin1', end - 2, end) === 'YZ' ? size : 'truncated';
}
