import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { lookAtInitrd } from '../decide/initrd.ts';
import { unpack } from './unpack.ts';

/** A member of gzip that is deflated (RFC 1952, section 2.3.1). */
const gzipMagic = Buffer.from([0x1f, 0x8b, 8]);

/**
 * What shows that an initrd is not whole, as a clause; null when nothing does. Headers say it of most; what gzip packed is unpacked,
 * since only its end has a checksum. bzip2, lzma and lzo pass.
 *
 * @throws {NodeJS.ErrnoException} ENOENT, EACCES, EIO; ELOOP for a symlink
 */
export async function readInitrdFault(path: string): Promise<string | null> {
  // No link is followed, and a fifo in its place waits for nobody.
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const read = (at: number, length: number) => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(file, bytes, 0, length, at));
    };
    const { size } = fstatSync(file);
    const { fault, unjudged } = lookAtInitrd(size, read);
    if (fault !== null || unjudged === null) return fault;
    if (!gzipMagic.equals(read(unjudged, gzipMagic.length))) return null;
    // What follows its first member is another part.
    const end = await unpack('gzip', read(unjudged, size - unjudged), {
      onBytes: () => undefined,
      most: Infinity,
    });
    return typeof end === 'string' ? end : null;
  } finally {
    closeSync(file);
  }
}
