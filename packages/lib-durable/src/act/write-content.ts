import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsync,
  futimesSync,
  lstatSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { errorCode } from '@twinroot/lib-failure';
import { DurableError } from '../decide/durable-error.ts';
import type { Follower } from '../gather/follower.ts';
import { isSameAsBytes, isSameAsFile, smallLength } from '../gather/read-back.ts';
import { copyPieces } from './copy-pieces.ts';

/** Neither a link nor a fifo that somebody has put into the place of a file leads or holds up anybody. */
export const steadily = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** What a file is to hold; `mtime` in seconds since 1970. */
export type NewContent =
  | { readonly from: string; readonly size: number; readonly mtime: number }
  | {
      readonly bytes: Uint8Array;
      readonly mtime: number;
      /** Whose it is and who may read it; absent: ours alone. On FAT the mount says so, for all files alike. */
      readonly owner?: { readonly mode: number; readonly uid: number; readonly gid: number };
    };

type Copied = Extract<NewContent, { from: string }>;

/** A file that has not got its name yet. */
export interface Unnamed {
  readonly destination: string;
  /** Path of the half-written file. */
  readonly temporary: string;
  readonly content: NewContent;
}

/**
 * Writes the content of a file under its temporary name; what is there goes.
 *
 * @param isFlushed whether it is durable when it is written; else whoever calls sees to that
 * @throws {DurableError} CHANGED
 * @throws {NodeJS.ErrnoException} ENOSPC, EIO, EROFS
 * @throws the reason of the follower's signal, as it is, in the middle of a large file that is copied
 */
export async function writeContent(
  { content, temporary }: Unnamed,
  follower: Follower,
  isFlushed = true,
): Promise<void> {
  const file = openNew(temporary);
  try {
    if ('bytes' in content) {
      writeFileSync(file, content.bytes);
      follower.onBytes?.(content.bytes.length);
    } else await copyInto(file, temporary, content, follower);
    if ('owner' in content && content.owner) giveTo(file, content.owner);
    futimesSync(file, content.mtime, content.mtime);
    if (isFlushed) await flushed(file);
  } finally {
    closeSync(file);
  }
}

const flushed = promisify(fsync);

function openNew(path: string): number {
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  try {
    return openSync(path, flags, 0o600);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  unlinkSync(path);
  return openSync(path, flags, 0o600);
}

/** Bytes that are copied in one step, of which nobody hears before its end: in pieces they take a tenth longer. */
const wholeLength = 8 * 2 ** 20;

/**
 * Through open files on both sides: what has one of the names by now may be another file, or a link that leads elsewhere. A small file is
 * copied at once: to hand each step of it to another thread takes longer than all of them.
 */
async function copyInto(file: number, name: string, content: Copied, follower: Follower): Promise<void> {
  const { from, size } = content;
  const source = openSync(from, steadily);
  try {
    const stat = fstatSync(source);
    if (!stat.isFile()) throw new DurableError('CHANGED', from, `${from} is no longer a regular file`);
    if (size > wholeLength) {
      takeMode(file, stat.mode);
      await copyPieces(source, file, size, follower);
    } else {
      if (size <= smallLength) writeFileSync(file, readFileSync(source));
      else await copyFile(reachOf(source, from), reachOf(file, name));
      follower.onBytes?.(size);
    }
  } finally {
    closeSync(source);
  }
  assertUnchanged(content, fstatSync(file).size);
}

/** An open file as a path; without /proc (an early initramfs) its name must do. */
function reachOf(file: number, name: string): string {
  const path = `/proc/self/fd/${file}`;
  return existsSync(path) ? path : name;
}

/** A file that is copied in pieces has the mode of its source, as copyFile gives it; CIFS may refuse it. */
function takeMode(file: number, mode: number): void {
  try {
    fchmodSync(file, mode & 0o777);
  } catch (error) {
    if (errorCode(error) !== 'EPERM') throw error;
  }
}

/** The owner first: giving a file away takes set-user-ID off. What is so already is not asked for: FAT refuses it. */
function giveTo(
  file: number,
  owner: { readonly mode: number; readonly uid: number; readonly gid: number },
): void {
  const { uid, gid } = fstatSync(file);
  if (uid !== owner.uid || gid !== owner.gid) fchownSync(file, owner.uid, owner.gid);
  const mode = owner.mode & 0o7777;
  if ((fstatSync(file).mode & 0o7777) !== mode) fchmodSync(file, mode);
}

/** A source that changed since it was listed would make a mix of two states. */
function assertUnchanged(content: Copied, copied: number): void {
  const now = lstatSync(content.from);
  if (now.size === content.size && copied === content.size && now.mtimeMs / 1000 === content.mtime) return;
  throw new DurableError(
    'CHANGED',
    content.from,
    `${content.from} changed while it was being copied: run again`,
  );
}

/**
 * Reads what was written back from the device.
 *
 * @throws {DurableError} UNVERIFIED; CHANGED when it is the source that is another one
 * @throws {NodeJS.ErrnoException} EIO
 * @throws the reason of the follower's signal, as it is, in the middle of a large file
 */
export async function assertReadBack(
  { content, temporary, destination }: Unnamed,
  follower: Follower,
): Promise<void> {
  const same =
    'from' in content
      ? await isSameAsFile(temporary, content.from, content.size, follower)
      : await isSameAsBytes(temporary, content.bytes, follower);
  if (same) return;
  // It is compared with the source as it is now, which may be what has changed.
  if ('from' in content) assertUnchanged(content, content.size);
  throw new DurableError('UNVERIFIED', destination, `${destination} does not read back as it was written`);
}
