import { createHash } from 'node:crypto';
import { closeSync, constants, openSync, readSync } from 'node:fs';

/** Bytes that are compared at a time. */
const chunkLength = 1024 * 1024;

/**
 * Whether two files hold the same bytes; read side by side, up to the first difference.
 *
 * @returns the SHA-256 of both in hex; null when they differ
 * @throws {NodeJS.ErrnoException} ENOENT, EACCES, EIO; ELOOP for a symlink
 */
export function isSameContent(one: string, other: string): string | null {
  const files = [openFile(one)];
  try {
    files.push(openFile(other));
    const hash = createHash('sha256');
    const [a, b] = [Buffer.allocUnsafe(chunkLength), Buffer.allocUnsafe(chunkLength)];
    for (;;) {
      const [left, right] = [fill(files[0] ?? -1, a), fill(files[1] ?? -1, b)];
      if (left !== right || a.compare(b, 0, right, 0, left) !== 0) return null;
      if (left === 0) return hash.digest('hex');
      hash.update(a.subarray(0, left));
    }
  } finally {
    for (const file of files) closeSync(file);
  }
}

function openFile(path: string): number {
  return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
}

function fill(file: number, buffer: Buffer): number {
  let length = 0;
  for (let read = -1; read !== 0 && length < buffer.length; length += read)
    read = readSync(file, buffer, length, buffer.length - length, null);
  return length;
}
