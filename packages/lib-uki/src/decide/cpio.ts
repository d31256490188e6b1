/** A file of a cpio archive. */
export interface CpioFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/** Reads cpio archives piece by piece. */
export interface CpioReader {
  /**
   * Takes the next bytes.
   *
   * @returns what is behind the last archive, once that is something else; it takes no more then. Null while there may be more
   */
  push(bytes: Buffer): Buffer | null;
}

/**
 * A reader of cpio archives in a row, with zeros between them, as the kernel unpacks them. Larger files than `most` bytes are
 * passed over, and so is what is no file; their names are given, too.
 *
 * Source: Linux Documentation/driver-api/early-userspace/buffer-format.rst: a header of 110 characters, the name with its NUL
 * padded to 4 bytes, the content padded to 4 bytes.
 */
export function createCpioReader(
  most: number,
  onFile: (file: CpioFile) => void,
  onName: (path: string) => void = () => undefined,
): CpioReader {
  let rest = Buffer.alloc(0);
  let skip = 0;
  /** Whether zeros may come: before an archive, and behind its trailer. */
  let isBetween = true;

  /** One header with what belongs to it; false when more bytes are needed. */
  function takeOne(header: string): boolean {
    const [mode = 0, size = 0, nameSize = 0] = [14, 54, 94].map((at) =>
      Number.parseInt(header.slice(at, at + 8), 16),
    );
    const start = padded(110 + nameSize);
    if (rest.length < start) return false;
    const path = rest.toString('utf8', 110, 110 + nameSize - 1);
    const isWanted = (mode & 0o170000) === 0o100000 && size <= most;
    if (isWanted && rest.length < start + padded(size)) return false;
    isBetween = path === 'TRAILER!!!';
    const plain = path.replace(/^(?:\.?\/)+/, '');
    if (!isBetween) onName(plain);
    if (isWanted) onFile({ path: plain, bytes: Buffer.from(rest.subarray(start, start + size)) });
    drop(start + padded(size));
    return true;
  }

  function drop(length: number): void {
    skip += Math.max(0, length - rest.length);
    rest = rest.subarray(length);
  }

  return {
    push: (bytes) => {
      const passed = Math.min(skip, bytes.length);
      skip -= passed;
      rest = Buffer.concat([rest, bytes.subarray(passed)]);
      for (;;) {
        if (isBetween) {
          const filled = rest.findIndex((byte) => byte !== 0);
          rest = rest.subarray(filled === -1 ? rest.length : filled);
        }
        if (rest.length < 6) return null;
        const header = rest.toString('latin1', 0, 110);
        if (!/^07070[12]/.test(header)) return rest;
        if (header.length < 110) return null;
        // A damaged one is no archive any more.
        if (!/^07070[12][0-9a-f]{104}$/i.test(header)) return rest;
        if (!takeOne(header)) return null;
      }
    },
  };
}

/** How the rest of an initrd is compressed, by its first bytes (Linux lib/decompress.c); null for what is not known. */
export function compressionOf(
  bytes: Uint8Array,
): 'gzip' | 'zstd' | 'xz' | 'lzma' | 'bzip2' | 'lz4' | 'lzop' | null {
  const head = Buffer.from(bytes.subarray(0, 6)).toString('hex');
  const found = magics.find(([magic]) => head.startsWith(magic));
  return found?.[1] ?? null;
}

const magics = [
  ['1f8b', 'gzip'],
  ['28b52ffd', 'zstd'],
  ['fd377a585a00', 'xz'],
  ['5d0000', 'lzma'],
  ['425a68', 'bzip2'],
  ['02214c18', 'lz4'],
  ['894c5a4f000d', 'lzop'],
] as const;

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}
