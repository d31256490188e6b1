import { bufferOf, hasPeHeader, sectionRows } from './image-layout.ts';

/** What the first bytes of a file say of it as a program that firmware starts. */
export interface Image {
  /** Whether it has a PE header. */
  readonly pe: boolean;
  /** Release of the Linux kernel in it (`6.12.5-arch1-1`), where it says so. */
  readonly kernelVersion: string | null;
}

/** How many bytes of a file `inspectImage` wants: the setup part of a bzImage has at most 64 sectors. */
export const imageHeadLength = 64 * 512;

/**
 * Reads the header of a PE image, and the release of the Linux kernel in it: of a UKI its `.uname` section, of an
 * x86 bzImage, alone or in a UKI, its own version text.
 *
 * Sources: Microsoft PE Format, "MS-DOS Stub" (0x3c: offset of `PE\0\0`) and "Section Table"; UAPI.5 Unified
 * Kernel Image; Linux Documentation/arch/x86/boot.rst (`HdrS` at 0x202; 0x20e: offset of the version text, less 0x200).
 *
 * @param head the first `imageHeadLength` bytes of the file, or all of a shorter one
 * @param read gives bytes from an offset of the file; without it, only the head is looked at
 */
export function inspectImage(head: Uint8Array, read: ReadRange = () => null): Image {
  const bytes = bufferOf(head);
  if (!hasPeHeader(bytes)) return { pe: false, kernelVersion: kernelVersion(bytes) };
  const own = kernelVersion(bytes);
  if (own !== null) return { pe: true, kernelVersion: own };
  const uname = sectionOf(bytes, '.uname');
  const release = uname && read(uname.at, Math.min(uname.length, 256));
  if (release) return { pe: true, kernelVersion: firstWord(bufferOf(release)) };
  const linux = sectionOf(bytes, '.linux');
  const inner = linux && read(linux.at, Math.min(linux.length, imageHeadLength));
  return { pe: true, kernelVersion: inner ? kernelVersion(bufferOf(inner)) : null };
}

/**
 * The kernel command line in a UKI, its `.cmdline` section (UAPI.5), as bytes, one character each and without the NUL at its end;
 * null for an image that has none.
 *
 * @param head the first `imageHeadLength` bytes of the file, or all of a shorter one
 * @param read gives bytes from an offset of the file
 */
export function commandLineOf(head: Uint8Array, read: ReadRange): string | null {
  return textOf(head, read, '.cmdline')?.toString('latin1') ?? null;
}

/**
 * The os-release(5) of the system that a UKI boots, its `.osrel` section (UAPI.5), as UTF-8; null for an image that has none.
 *
 * @param head the first `imageHeadLength` bytes of the file, or all of a shorter one
 * @param read gives bytes from an offset of the file
 */
export function osReleaseOf(head: Uint8Array, read: ReadRange): string | null {
  return textOf(head, read, '.osrel')?.toString('utf8') ?? null;
}

/** Gives `length` bytes from an offset of a file, fewer at its end; null when they cannot be had. */
export type ReadRange = (at: number, length: number) => Uint8Array | null;

/** The text in a section, up to the first NUL: sections are padded with them. */
function textOf(head: Uint8Array, read: ReadRange, name: string): Buffer | null {
  const bytes = bufferOf(head);
  if (!hasPeHeader(bytes)) return null;
  const section = sectionOf(bytes, name);
  const text = section && read(section.at, Math.min(section.length, longestText));
  if (!text) return null;
  const found = bufferOf(text);
  const end = found.indexOf(0);
  return end < 0 ? found : found.subarray(0, end);
}

/** Far more than any kernel takes (COMMAND_LINE_SIZE), or os-release(5) has; a lying length must not cost memory. */
const longestText = 64 * 1024;

function firstWord(bytes: Buffer): string | null {
  const [word = ''] = /^[^\0\s]*/.exec(bytes.toString('latin1')) ?? [];
  return word === '' ? null : word;
}

/** Where a section of a PE image lies in its file, and what it has in memory; null when the head does not tell of it. */
function sectionOf(bytes: Buffer, name: string): { readonly at: number; readonly length: number } | null {
  const row = sectionRows(bytes).find((each) => each.name === name);
  return row ? { at: row.at, length: row.inMemory } : null;
}

function kernelVersion(bytes: Buffer): string | null {
  if (bytes.length < 0x210 || bytes.toString('latin1', 0x202, 0x206) !== 'HdrS') return null;
  const at = bytes.readUInt16LE(0x20e);
  return at === 0 ? null : firstWord(bytes.subarray(at + 0x200, at + 0x200 + 128));
}
