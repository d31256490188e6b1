import { extentOf } from './image-extent.ts';
import { bufferOf, hasPeHeader, sectionRows } from './image-layout.ts';
import { type ImageSorting, imageSortingOf } from './image-sorting.ts';
import { type StubFile, stubFilesOf } from './stub-files.ts';

/** What the first bytes of a file say of it as a program that firmware starts. */
export interface Image {
  /** Whether it has a PE header. */
  readonly pe: boolean;
  /** Whether its header tells of more bytes than the file has. */
  readonly isCut: boolean;
  /** Whether it is compressed as a whole, as kernels for arm64 may be: GRUB and U-Boot start these, firmware does not. */
  readonly isCompressed: boolean;
  /** Release of the Linux kernel in it (`6.12.5-arch1-1`), where it says so. */
  readonly kernelVersion: string | null;
  /** Files that it loads by itself. */
  readonly loads: readonly StubFile[];
  /** Of a UKI: its kernel command line, bytes, one character each; null without one. */
  readonly commandLine: string | null;
  /** Of a UKI: `ID` of the os-release(5) in it, in lower case; null where it does not say. */
  readonly osId: string | null;
  /** Of a UKI: what a boot loader sorts it by; null of all else. */
  readonly sorting: ImageSorting | null;
}

/** How many bytes of a file `inspectImage` wants: the setup part of a bzImage has at most 64 sectors. */
export const imageHeadLength = 64 * 512;

/**
 * Reads the header of a PE image, the release of the Linux kernel in it (of a UKI its `.uname` section, of an x86 bzImage,
 * alone or in a UKI, its own version text), and whose system a UKI boots.
 *
 * Sources: Microsoft PE Format, "MS-DOS Stub" (0x3c: offset of `PE\0\0`) and "Section Table"; UAPI.5 Unified
 * Kernel Image; Linux Documentation/arch/x86/boot.rst (`HdrS` at 0x202; 0x20e: offset of the version text, less 0x200).
 *
 * @param head the first `imageHeadLength` bytes of the file, or all of a shorter one
 * @param size of the file, in bytes
 * @param read gives bytes from an offset of the file; without it, only the head is looked at
 */
export function inspectImage(head: Uint8Array, size: number, read: ReadRange = () => null): Image {
  const bytes = bufferOf(head);
  const none = { commandLine: null, osId: null, sorting: null };
  const plain = { isCut: false, isCompressed: false, loads: [], ...none };
  if (!hasPeHeader(bytes)) {
    return { ...plain, pe: false, isCompressed: isCompressed(bytes), kernelVersion: kernelVersion(bytes) };
  }
  const isCut = extentOf(bytes) > size;
  const own = kernelVersion(bytes);
  if (own !== null) return { ...plain, pe: true, isCut, kernelVersion: own };
  const loads = stubFilesOf(sectionRows(bytes), read);
  const commandLine = commandLineOf(bytes, read);
  const osRelease = osReleaseOf(bytes, read);
  return {
    pe: true,
    isCut,
    isCompressed: false,
    kernelVersion: innerVersion(bytes, read),
    loads,
    commandLine,
    osId: osIdOf(osRelease),
    sorting: osRelease === null ? null : imageSortingOf(osRelease),
  };
}

/** The release that a UKI states, or that of the kernel in it. */
function innerVersion(bytes: Buffer, read: ReadRange): string | null {
  const uname = sectionOf(bytes, '.uname');
  const release = uname && read(uname.at, Math.min(uname.length, 256));
  if (release) return firstWord(bufferOf(release));
  const linux = sectionOf(bytes, '.linux');
  const inner = linux && read(linux.at, Math.min(linux.length, imageHeadLength));
  return inner ? kernelVersion(bufferOf(inner)) : null;
}

/** What compressed kernels begin with: gzip, zstd, xz, lz4, bzip2 (Linux lib/decompress.c, scripts/Makefile.lib). */
const compressions = ['1f8b', '28b52ffd', 'fd377a585a00', '02214c18', '425a68'];

function isCompressed(bytes: Buffer): boolean {
  return compressions.some((magic) => bytes.toString('hex', 0, magic.length / 2) === magic);
}

/** The value of `ID` in an os-release(5), in lower case and without quotes; null where it does not say. */
export function osIdOf(osRelease: string | null): string | null {
  const [, value = ''] = /^ID=["']?([^"'\r\n]*)/m.exec(osRelease ?? '') ?? [];
  return value === '' ? null : value.toLowerCase();
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
