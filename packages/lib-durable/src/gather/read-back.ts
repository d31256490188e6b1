import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { errorCode } from '@twinroot/lib-failure';
import { giveBuffer, pieceLength, takeBuffer } from './aligned-buffer.ts';
import { bothOf, type Follower, tellPiece } from './follower.ts';

/** The largest block of a device that Linux knows (since 6.15): O_DIRECT wants lengths to be a multiple of it. */
const largestBlock = 65_536;

/** Bytes that are read or written at once: to hand so few to another thread takes longer. */
export const smallLength = 2 ** 20;

/**
 * Whether the device gives back for `path` what `source` holds.
 *
 * @param length that `source` is known to have, in bytes
 * @throws the reason of the follower's signal, where they are more than `smallLength`
 */
export async function isSameAsFile(
  path: string,
  source: string,
  length: number,
  follower: Follower = {},
): Promise<boolean> {
  if (length <= smallLength)
    return isSameAsSmall(path, readFileSync(source, { flag: sourceFlags }), follower);
  const original = await open(source, sourceFlags);
  const expected = takeBuffer();
  try {
    return await isSame(path, async () => expected.subarray(0, await fill(original, expected)), follower);
  } finally {
    giveBuffer(expected);
    await original.close();
  }
}

/**
 * Whether the device gives back for `path` these bytes.
 *
 * @throws the reason of the follower's signal, where they are more than `smallLength`
 */
export async function isSameAsBytes(
  path: string,
  bytes: Uint8Array,
  follower: Follower = {},
): Promise<boolean> {
  if (bytes.length <= smallLength) return isSameAsSmall(path, bytes, follower);
  let at = 0;
  const nextPiece = async () => {
    at += pieceLength;
    return bytes.subarray(at - pieceLength, at);
  };
  return isSame(path, nextPiece, follower);
}

function isSameAsSmall(path: string, expected: Uint8Array, { onBytes }: Follower): boolean {
  const file = openPastCacheNow(path);
  const buffer = takeBuffer();
  try {
    let length = 0;
    // No more than finds out that a file is too long: lending the device two megabytes for each small one takes longer than reading it.
    const wanted = (Math.floor(expected.length / largestBlock) + 1) * largestBlock;
    for (;;) {
      const read = readSync(file, buffer, length, wanted - length, null);
      length += read;
      if (isLastRead(read, length)) break;
    }
    onBytes?.(length);
    return length === expected.length && buffer.compare(expected, 0, length, 0, length) === 0;
  } finally {
    giveBuffer(buffer);
    closeSync(file);
  }
}

async function isSame(
  path: string,
  nextExpected: () => Promise<Uint8Array>,
  follower: Follower,
): Promise<boolean> {
  const file = await openPastCache(path);
  const buffer = takeBuffer();
  try {
    for (;;) {
      const [read, expected] = await bothOf(fill(file, buffer), nextExpected());
      if (read !== expected.length || buffer.compare(expected, 0, read, 0, read) !== 0) return false;
      tellPiece(follower, read);
      if (read < pieceLength) return true;
    }
  } finally {
    giveBuffer(buffer);
    await file.close();
  }
}

const sourceFlags = constants.O_RDONLY | constants.O_NOFOLLOW;

/** So as a file is opened to be read back, the first way that is possible: from the device, and without a new time of access. */
const pastCache = [
  sourceFlags | constants.O_DIRECT | constants.O_NOATIME,
  sourceFlags | constants.O_DIRECT,
  sourceFlags | constants.O_NOATIME,
  sourceFlags,
];

async function openPastCache(path: string): Promise<FileHandle> {
  for (const flags of pastCache.slice(0, -1)) {
    try {
      return await open(path, flags);
    } catch (error) {
      if (!isRefusedFlag(error)) throw error;
    }
  }
  return open(path, sourceFlags);
}

/** The same at once. */
function openPastCacheNow(path: string): number {
  for (const flags of pastCache.slice(0, -1)) {
    try {
      return openSync(path, flags);
    } catch (error) {
      if (!isRefusedFlag(error)) throw error;
    }
  }
  return openSync(path, sourceFlags);
}

/** A file system without O_DIRECT says EINVAL, and of another's file the time of access is not ours to keep: EPERM. */
function isRefusedFlag(error: unknown): boolean {
  return ['EINVAL', 'EPERM'].includes(errorCode(error) ?? '');
}

/** Reads until the buffer is full or the file ends. */
async function fill(file: FileHandle, buffer: Buffer): Promise<number> {
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, null);
    length += bytesRead;
    if (isLastRead(bytesRead, length)) break;
  }
  return length;
}

/** With O_DIRECT a read that ends within a block is the last one; another would not be aligned. */
function isLastRead(read: number, length: number): boolean {
  return read === 0 || length % 4096 !== 0;
}
