import { bufferOf, certificatesOf, hasPeHeader, mostSections, sectionRows } from './image-layout.ts';

/**
 * How many bytes a PE image must have by its own header: headers, section table, sections, the signature behind them and, of an
 * x86 bzImage, the kernel. A file that is shorter was cut. 0 for what is no PE image.
 *
 * Padding is not counted: of a section that is shorter in memory than in the file, only what gets loaded.
 * Sources: Microsoft PE Format, "Optional Header" (SizeOfHeaders), "Section Table", "Attribute Certificate Table"; Linux
 * Documentation/arch/x86/boot.rst (setup_sects, syssize).
 *
 * @param head the first `imageHeadLength` bytes of the file, or all of a shorter one
 */
export function extentOf(head: Uint8Array): number {
  const bytes = bufferOf(head);
  if (!hasPeHeader(bytes)) return 0;
  const header = bytes.readUInt32LE(0x3c);
  if (header + 24 > bytes.length) return header + 24;
  const optional = header + 24;
  const optionalLength = bytes.readUInt16LE(header + 20);
  const rows = sectionRows(bytes);
  const declared = Math.min(bytes.readUInt16LE(header + 6), mostSections);
  const sections = rows.map(({ at, inMemory, inFile }) =>
    inFile === 0 ? 0 : at + (inMemory === 0 ? inFile : Math.min(inMemory, inFile)),
  );
  const headers =
    optionalLength >= 64 && optional + 64 <= bytes.length ? bytes.readUInt32LE(optional + 60) : 0;
  return Math.max(
    optional + optionalLength + declared * 40,
    headers,
    ...sections,
    certificatesOf(bytes)?.end ?? 0,
    kernelExtent(bytes),
  );
}

/** The setup part and the protected-mode code of a bzImage; 0 for what is none, or is older than protocol 2.04. */
function kernelExtent(bytes: Buffer): number {
  if (bytes.length < 0x210 || bytes.toString('latin1', 0x202, 0x206) !== 'HdrS') return 0;
  const paragraphs = bytes.readUInt32LE(0x1f4);
  if (bytes.readUInt16LE(0x206) < 0x204 || paragraphs === 0) return 0;
  return ((bytes[0x1f1] || 4) + 1) * 512 + paragraphs * 16;
}
