import { read, write } from 'node:fs';
import { promisify } from 'node:util';
import { giveBuffer, takeBuffer } from '../gather/aligned-buffer.ts';
import { bothOf, type Follower, tellPiece } from '../gather/follower.ts';

const readInto = promisify(read);
const writeFrom = promisify(write);

/**
 * Copies an open file to another, both from where they stand, in pieces: who follows it hears of each, and can end it after any. While one
 * is written the next is read. That takes as long as to let the kernel copy it (sendfile(2)) where two processors are free, and some 0.1 s
 * of processor time for each GB more.
 *
 * @param size that the source is known to have, in bytes; of one that is longer by now no more than one piece more is copied
 * @throws {NodeJS.ErrnoException} ENOSPC, EIO
 * @throws the reason of the follower's signal
 */
export async function copyPieces(
  source: number,
  file: number,
  size: number,
  follower: Follower,
): Promise<void> {
  let [full, free] = [takeBuffer(), takeBuffer()];
  try {
    let { bytesRead: length } = await readInto(source, full, 0, full.length, null);
    for (let copied = 0; length > 0; ) {
      copied += length;
      const next = copied < size ? readInto(source, free, 0, free.length, null) : ended;
      const [, { bytesRead }] = await bothOf(writeWhole(file, full.subarray(0, length)), next);
      tellPiece(follower, length);
      [full, free, length] = [free, full, bytesRead];
    }
  } finally {
    giveBuffer(full);
    giveBuffer(free);
  }
}

const ended = Promise.resolve({ bytesRead: 0 });

async function writeWhole(file: number, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; )
    at += (await writeFrom(file, bytes, at, bytes.length - at, null)).bytesWritten;
}
