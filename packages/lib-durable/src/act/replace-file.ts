import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { copyFile, type FileHandle, lstat, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '@twinroot/lib-failure';
import { DurableError } from '../decide/durable-error.ts';
import { isSameAsBytes, isSameAsFile } from '../gather/read-back.ts';
import { assertNothingAt, fsyncDirectory } from './directory.ts';

/** Neither a link nor a fifo that somebody has put into the place of a file leads or holds up anybody. */
const steadily = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** What a file is to hold; `mtime` in seconds since 1970. */
export type NewContent =
  | { readonly from: string; readonly size: number; readonly mtime: number }
  | {
      readonly bytes: Uint8Array;
      readonly mtime: number;
      /** Whose it is and who may read it; absent: ours alone. On FAT the mount says so, for all files alike. */
      readonly owner?: { readonly mode: number; readonly uid: number; readonly gid: number };
    };

/** A file that is to appear, whole, under its name. */
export interface Replacement {
  readonly destination: string;
  /** Path in the same directory for the half-written file. */
  readonly temporary: string;
  readonly content: NewContent;
  /** Whether a file is there that is replaced; if not, nothing may be there (FAT's 8.3 aliases included). */
  readonly replaces: boolean;
  /** Whether the bytes are read back from the device before the file gets its name. */
  readonly verify: boolean;
  /** Called when the file is whole and durable, right before it gets its name; what it throws keeps it from that. */
  readonly confirm?: () => void;
}

/**
 * Writes a file beside its destination, makes its bytes durable, verifies them, and renames it.
 *
 * The order is that of Linux's vfat, which has no journal. After rename(2) the directory is flushed first: the
 * temporary name is gone from the disk before the final one points to the clusters, so no two names ever share
 * them. Then the file itself: until it is synced once more, the new directory entry has size 0 (a new name), or
 * still points to the old file (a replaced one), whose clusters stay allocated because it is held open; so the
 * switch is one sector. Only then the old file is let go, and its freed clusters are made durable before
 * anything can take them. Source: fs/fat/namei_vfat.c (vfat_rename), fs/fat/file.c (fat_file_fsync).
 *
 * @throws {DurableError} CHANGED when the source is no longer what was listed, UNVERIFIED when the device gives
 * back other bytes, EXISTS when something is there that was not listed, SYSTEM with the system's error. What `confirm` throws.
 */
export async function createReplacement(replacement: Replacement): Promise<void> {
  const { destination, temporary } = replacement;
  try {
    await writeBeside(replacement);
    replacement.confirm?.();
    if (replacement.replaces) await renameOver(temporary, destination);
    else await renameToNew(temporary, destination);
  } catch (error) {
    // This failure is the one to tell; a half-written file that cannot be deleted now is deleted by the next run.
    await unlink(temporary).catch(() => undefined);
    if (error instanceof DurableError) throw error;
    throw new DurableError('SYSTEM', destination, `writing ${destination}`, { cause: error });
  }
}

/**
 * Writes a file in place, by one write(2): for file systems that make one change of it, as efivarfs does, whose files are
 * variables of the firmware. It is not truncated first.
 *
 * @param isNew nothing of that name may be there; what could not be written is not left there
 * @throws {NodeJS.ErrnoException} EEXIST, EACCES, EROFS, ENOSPC
 */
export function writeAtOnce(path: string, bytes: Uint8Array, isNew: boolean): void {
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT | (isNew ? constants.O_EXCL : 0), 0o644);
  try {
    writeSync(file, bytes);
    // Of plain files, as a captured machine has them; efivarfs has the new size by then.
    if (fstatSync(file).size > bytes.length) ftruncateSync(file, bytes.length);
  } catch (error) {
    // A name without a variable, which older kernels keep until the next boot.
    if (isNew) rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

async function writeBeside(replacement: Replacement): Promise<void> {
  const { content, temporary, verify } = replacement;
  await unlink(temporary).catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw error;
  });
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const file = await open(temporary, flags, 0o600);
  try {
    if ('bytes' in content) await file.writeFile(content.bytes);
    else {
      await copyInto(file, temporary, content.from);
      await assertUnchanged(content, (await file.stat()).size);
    }
    if ('owner' in content && content.owner) await giveTo(file, content.owner);
    await file.utimes(content.mtime, content.mtime);
    await file.sync();
  } finally {
    await file.close();
  }
  if (verify) await assertReadBack(replacement);
}

/** Through open files on both sides: what has one of the names by now may be another file, or a link that leads elsewhere. */
async function copyInto(file: FileHandle, name: string, from: string): Promise<void> {
  const source = await open(from, steadily);
  try {
    if (!(await source.stat()).isFile())
      throw new DurableError('CHANGED', from, `${from} is no longer a regular file`);
    await copyFile(reachOf(source, from), reachOf(file, name));
  } finally {
    await source.close();
  }
}

/** An open file as a path; without /proc (an early initramfs) its name must do. */
function reachOf({ fd }: FileHandle, name: string): string {
  const path = `/proc/self/fd/${fd}`;
  return existsSync(path) ? path : name;
}

/** The owner first: giving a file away takes set-user-ID off. What is so already is not asked for: FAT refuses it. */
async function giveTo(
  file: FileHandle,
  owner: { readonly mode: number; readonly uid: number; readonly gid: number },
): Promise<void> {
  const { uid, gid } = await file.stat();
  if (uid !== owner.uid || gid !== owner.gid) await file.chown(owner.uid, owner.gid);
  const mode = owner.mode & 0o7777;
  if (((await file.stat()).mode & 0o7777) !== mode) await file.chmod(mode);
}

/** A source that changed since it was listed would make a mix of two states. */
async function assertUnchanged(
  content: Extract<NewContent, { from: string }>,
  copied: number,
): Promise<void> {
  const now = await lstat(content.from);
  if (now.size === content.size && copied === content.size && now.mtimeMs / 1000 === content.mtime) return;
  throw new DurableError(
    'CHANGED',
    content.from,
    `${content.from} changed while it was being copied: run again`,
  );
}

async function assertReadBack({ content, temporary, destination }: Replacement): Promise<void> {
  const same =
    'from' in content
      ? await isSameAsFile(temporary, content.from)
      : await isSameAsBytes(temporary, content.bytes);
  if (same) return;
  // It is compared with the source as it is now, which may be what has changed.
  if ('from' in content) await assertUnchanged(content, content.size);
  throw new DurableError('UNVERIFIED', destination, `${destination} does not read back as it was written`);
}

async function renameToNew(temporary: string, destination: string): Promise<void> {
  await assertNothingAt(destination);
  const file = await open(temporary, steadily);
  try {
    await rename(temporary, destination);
    await fsyncDirectory(dirname(destination));
    await file.sync();
  } finally {
    await file.close();
  }
}

async function renameOver(temporary: string, destination: string): Promise<void> {
  const old = await open(destination, steadily);
  let file: FileHandle | undefined;
  try {
    if (!(await old.stat()).isFile())
      throw new DurableError('EXISTS', destination, `${destination} is no longer a regular file`);
    file = await open(temporary, steadily);
    await rename(temporary, destination);
    await fsyncDirectory(dirname(destination));
    await file.sync();
    await old.close();
    await file.sync();
  } finally {
    await old.close();
    await file?.close();
  }
}
