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
 * Reads the header of a PE image, and the kernel release of an x86 bzImage.
 *
 * Sources: Microsoft PE Format, "MS-DOS Stub" (0x3c: offset of `PE\0\0`); Linux Documentation/arch/x86/boot.rst
 * (`HdrS` at 0x202; 0x20e: offset of the version text, less 0x200).
 *
 * @param head the first `imageHeadLength` bytes of the file, or all of a shorter one
 */
export function inspectImage(head: Uint8Array): Image {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  return { pe: hasPeHeader(bytes), kernelVersion: kernelVersion(bytes) };
}

function hasPeHeader(bytes: Buffer): boolean {
  if (bytes.length < 0x40 || bytes.toString('latin1', 0, 2) !== 'MZ') return false;
  const at = bytes.readUInt32LE(0x3c);
  return at + 4 <= bytes.length && bytes.toString('latin1', at, at + 4) === 'PE\0\0';
}

function kernelVersion(bytes: Buffer): string | null {
  if (bytes.length < 0x210 || bytes.toString('latin1', 0x202, 0x206) !== 'HdrS') return null;
  const at = bytes.readUInt16LE(0x20e);
  if (at === 0) return null;
  const [version = ''] = /^[^\0\s]*/.exec(bytes.toString('latin1', at + 0x200, at + 0x200 + 128)) ?? [];
  return version === '' ? null : version;
}
