import { crc32, createInflateRaw, createZstdDecompress } from 'node:zlib';
import { gzipHeaderLength } from '../decide/gzip-header.ts';

/** How something is unpacked. */
export interface Unpacking {
  readonly onBytes: (bytes: Buffer) => void;
  /** Bytes that may come of it at most. */
  readonly most: number;
  readonly signal?: AbortSignal;
}

const piece = 2 ** 20;
/** CRC-32 and length of what was deflated (RFC 1952, section 2.3.1). */
const gzipFooter = 8;

/**
 * Unpacks what begins with one member of gzip, or one frame of zstd, without a program.
 *
 * @returns how many bytes that one has; or why it cannot be unpacked to its end, as a clause
 * @throws the reason of the signal
 */
export async function unpack(
  compression: 'gzip' | 'zstd',
  packed: Buffer,
  { onBytes, most, signal }: Unpacking,
): Promise<number | string> {
  const head = compression === 'zstd' ? 0 : gzipHeaderLength(packed);
  if (head === null) return 'cannot be unpacked: its head is cut';
  const options = { chunkSize: piece };
  const stream = compression === 'zstd' ? createZstdDecompress(options) : createInflateRaw(options);
  let [length, sum] = [0, 0];
  stream.end(packed.subarray(head));
  try {
    for await (const bytes of stream) {
      signal?.throwIfAborted();
      length += bytes.length;
      if (length > most) return 'unpacks to more than a machine has room for';
      if (compression === 'gzip') sum = crc32(bytes, sum);
      onBytes(bytes);
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof Error)) throw error;
    return `cannot be unpacked: ${error.message}`;
  }
  const end = head + stream.bytesWritten;
  if (compression === 'zstd') return end;
  if (packed.length < end + gzipFooter) return 'cannot be unpacked: its end is cut';
  const isWhole = packed.readUInt32LE(end) === sum && packed.readUInt32LE(end + 4) === length % 2 ** 32;
  return isWhole ? end + gzipFooter : 'cannot be unpacked: its checksum does not match';
}
