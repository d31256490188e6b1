import { closeSync, constants, openSync, readSync } from 'node:fs';
import { errorCode } from '@twinroot/lib-failure';

/**
 * Opens a file of a tree to read it: no link is followed, and a fifo in its place waits for nobody.
 *
 * @returns a file descriptor
 * @throws {NodeJS.ErrnoException} ENOENT, EACCES, EIO; ELOOP for a symlink
 */
export function openToRead(path: string): number {
  return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
}

/**
 * Reads on until the buffer is full or the file ends.
 *
 * @returns bytes read
 * @throws {NodeJS.ErrnoException} EIO, EISDIR
 */
export function readFull(file: number, buffer: Buffer): number {
  let length = 0;
  for (let read = -1; read !== 0 && length < buffer.length; length += read)
    read = readSync(file, buffer, length, buffer.length - length, null);
  return length;
}

/**
 * Some bytes of a file; null when it is not there.
 *
 * @param at offset in bytes
 * @param length bytes; a shorter file gives fewer
 */
export function readRange(root: string, path: string, at: number, length: number): Uint8Array | null {
  try {
    const fd = openToRead(`${root}/${path}`);
    try {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(fd, bytes, 0, length, at));
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}
