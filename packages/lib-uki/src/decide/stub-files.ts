import type { SectionRow } from './image-layout.ts';

/** A file beside a loader stub that the stub loads by itself. */
export interface StubFile {
  /** As the stub has it: from the root of its partition, with `\` or `/` between the names. */
  readonly path: string;
  /** Whether it is started, so that it must be a program: the kernel. */
  readonly started: boolean;
}

/** Sections that hold a path in place of what they are named after, and older ones that never held anything else. */
const pathSections: readonly { readonly name: string; readonly started: boolean; readonly isOld: boolean }[] =
  [
    { name: '.linux', started: true, isOld: false },
    { name: '.initrd', started: false, isOld: false },
    { name: '.kernelp', started: true, isOld: true },
    { name: '.initrdp', started: false, isOld: true },
  ];

/** Far more than any path; a real kernel or initrd in such a section does not begin with a slash. */
const longestPath = 4096;

/**
 * The files that a loader stub names: stubs of lanzaboote have the paths of kernel and initrd in their sections, with the
 * digests of both beside, where a unified kernel image has kernel and initrd themselves.
 *
 * Source: lanzaboote rust/tool/shared/src/pe.rs (lanzaboote_image), rust/uefi/stub (thin stub).
 *
 * @param read gives bytes from an offset of the file
 */
export function stubFilesOf(
  rows: readonly SectionRow[],
  read: (at: number, length: number) => Uint8Array | null,
): readonly StubFile[] {
  return pathSections.flatMap(({ name, started, isOld }) => {
    const row = rows.find((each) => each.name === name);
    const length = row ? Math.min(row.inMemory, row.inFile) : 0;
    if (!row || length > longestPath) return [];
    const bytes = read(row.at, length);
    const path = bytes === null ? '' : pathOf(Buffer.from(bytes));
    return path.startsWith('\\') || path.startsWith('/') || (isOld && path !== '') ? [{ path, started }] : [];
  });
}

/** A path as UTF-8 or, with a zero in every second byte, as UTF-16; without what pads it. */
function pathOf(bytes: Buffer): string {
  const isWide = bytes.length > 1 && bytes[0] !== 0 && bytes[1] === 0;
  const text = bytes.toString(isWide ? 'utf16le' : 'utf8');
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
