import { createHash } from 'node:crypto';
import { closeSync } from 'node:fs';
import { errorCode } from '@twinroot/lib-failure';
import { openToRead, readFull } from './read-file.ts';

/** Bytes that are read at a time. */
const chunkLength = 1024 * 1024;

/**
 * The SHA-256 of a file in hex; null when the device or its rights do not let it be read.
 *
 * @throws {NodeJS.ErrnoException} ENOENT; ELOOP for a symlink
 */
export function readDigest(root: string, path: string): string | null {
  try {
    const file = openToRead(`${root}/${path}`);
    try {
      const hash = createHash('sha256');
      const chunk = Buffer.allocUnsafe(chunkLength);
      for (let read = readFull(file, chunk); read > 0; read = readFull(file, chunk))
        hash.update(chunk.subarray(0, read));
      return hash.digest('hex');
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EIO' || code === 'EACCES' || code === 'EPERM') return null;
    throw error;
  }
}

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
