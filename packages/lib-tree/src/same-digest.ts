import { createHash } from 'node:crypto';
import { closeSync } from 'node:fs';
import { openToRead, readFull } from './read-file.ts';

/** Bytes that are compared at a time. */
const chunkLength = 1024 * 1024;

/**
 * The digest of two files that hold the same bytes; they are read side by side, up to the first difference.
 *
 * @returns the SHA-256 of both in hex; null when they differ
 * @throws {NodeJS.ErrnoException} ENOENT, EACCES, EIO; ELOOP for a symlink
 */
export function readDigestIfSame(one: string, other: string): string | null {
  const files = [openToRead(one)];
  try {
    files.push(openToRead(other));
    const hash = createHash('sha256');
    const [a, b] = [Buffer.allocUnsafe(chunkLength), Buffer.allocUnsafe(chunkLength)];
    for (;;) {
      const [left, right] = [readFull(files[0] ?? -1, a), readFull(files[1] ?? -1, b)];
      if (left !== right || a.compare(b, 0, right, 0, left) !== 0) return null;
      if (left === 0) return hash.digest('hex');
      hash.update(a.subarray(0, left));
    }
  } finally {
    for (const file of files) closeSync(file);
  }
}
