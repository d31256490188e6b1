/** How a PE image is laid out, as its header tells. */
export interface ImageLayout {
  /** What it runs on (`Machine`). */
  readonly machine: number;
  /** Whether it has a certificate table: a signature for Secure Boot. */
  readonly isSigned: boolean;
  readonly sections: readonly ImageSection[];
}

/** A section of a PE image. */
export interface ImageSection {
  readonly name: string;
  /** Where it lies in the file, in bytes. */
  readonly at: number;
  /** Bytes that it has in the file; the padding up to the next section is none of it. */
  readonly length: number;
}

/**
 * The layout of a PE image; null for a file that is none. Of a damaged one, what its head tells.
 *
 * @param head the first `imageHeadLength` bytes of the file, or all of a shorter one
 */
export function layoutOf(head: Uint8Array): ImageLayout | null {
  const bytes = bufferOf(head);
  if (!hasPeHeader(bytes)) return null;
  const header = bytes.readUInt32LE(0x3c);
  if (header + 24 > bytes.length) return null;
  const sections = sectionRows(bytes).map(({ name, at, inMemory, inFile }) => ({
    name,
    at,
    // A kernel has room in memory behind its bytes: more there than in the file (ukify, SizeOfImage).
    length: Math.min(inMemory, inFile),
  }));
  return { machine: bytes.readUInt16LE(header + 4), isSigned: certificatesOf(bytes) !== null, sections };
}

/** A row of the section table (Microsoft PE Format, "Section Table"). */
export interface SectionRow {
  readonly name: string;
  readonly at: number;
  /** VirtualSize, in bytes. */
  readonly inMemory: number;
  /** SizeOfRawData, in bytes. */
  readonly inFile: number;
}

/** The loader of Windows takes no more (Microsoft PE Format, "COFF File Header"); a lying number must not cost time. */
export const mostSections = 96;

/** The section table of a PE image, as far as the head has it. */
export function sectionRows(bytes: Buffer): readonly SectionRow[] {
  const header = bytes.readUInt32LE(0x3c);
  if (header + 24 > bytes.length) return [];
  const table = header + 24 + bytes.readUInt16LE(header + 20);
  const rows: SectionRow[] = [];
  for (let number = 0; number < Math.min(bytes.readUInt16LE(header + 6), mostSections); number += 1) {
    const row = table + number * 40;
    if (row + 40 > bytes.length) break;
    rows.push({
      name: bytes.toString('latin1', row, row + 8).replace(/\0+$/, ''),
      at: bytes.readUInt32LE(row + 20),
      inMemory: bytes.readUInt32LE(row + 8),
      inFile: bytes.readUInt32LE(row + 16),
    });
  }
  return rows;
}

/** Where the data directories begin in an optional header, by its magic number: PE32, and PE32+ (ibid., "Optional Header"). */
const directoriesAt: ReadonlyMap<number, number> = new Map([
  [0x10b, 96],
  [0x20b, 112],
]);
/** The place of the certificate table among them (ibid., "Optional Header Data Directories"). */
const certificates = 4;

/** Where the certificate table of a PE image ends in its file, in bytes; null without one. */
export function certificatesOf(bytes: Buffer): { readonly end: number } | null {
  const header = bytes.readUInt32LE(0x3c);
  const optional = header + 24;
  if (optional > bytes.length) return null;
  const length = bytes.readUInt16LE(header + 20);
  if (length < 2 || optional + length > bytes.length) return null;
  const first = directoriesAt.get(bytes.readUInt16LE(optional));
  if (first === undefined || length < first + certificates * 8 + 8) return null;
  const count = bytes.readUInt32LE(optional + first - 4);
  const size = count > certificates ? bytes.readUInt32LE(optional + first + certificates * 8 + 4) : 0;
  // Not an address in memory, as those of other directories are: an offset into the file (ibid.).
  return size === 0 ? null : { end: bytes.readUInt32LE(optional + first + certificates * 8) + size };
}

/** Whether it is a PE image (ibid., "MS-DOS Stub": 0x3c has the offset of `PE\0\0`). */
export function hasPeHeader(bytes: Buffer): boolean {
  if (bytes.length < 0x40 || bytes.toString('latin1', 0, 2) !== 'MZ') return false;
  const at = bytes.readUInt32LE(0x3c);
  return at + 4 <= bytes.length && bytes.toString('latin1', at, at + 4) === 'PE\0\0';
}

/** The same bytes, as a Buffer. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
