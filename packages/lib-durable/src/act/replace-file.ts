import { closeSync, constants, fstatSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { DurableError } from '../decide/durable-error.ts';
import type { Follower } from '../gather/follower.ts';
import { assertNothingAt } from './directory.ts';
import { renameOneAtOnce } from './rename-at-once.ts';
import { assertReadBack, type NewContent, steadily, writeContent } from './write-content.ts';

/** A file that is to appear, whole, under its name. */
export interface Replacement extends Follower {
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
 * The order is that of Linux's vfat, which has no journal. After rename(2) the directory is flushed first, and at once: the
 * temporary name is gone from the disk before the final one points to the clusters, so no two names ever share
 * them. Then the file itself: until it is synced once more, the new directory entry has size 0 (a new name), or
 * still points to the old file (a replaced one), whose clusters stay allocated because it is held open; so the
 * switch is one sector. Only then the old file is let go, and its freed clusters are made durable before
 * anything can take them. Source: fs/fat/namei_vfat.c (vfat_rename), fs/fat/file.c (fat_file_fsync).
 *
 * @throws {DurableError} CHANGED when the source is no longer what was listed, UNVERIFIED when the device gives
 * back other bytes, EXISTS when something is there that was not listed, SYSTEM with the system's error. What `confirm` throws.
 * @throws the reason of an aborted `signal`, as it is, in the middle of a large file; its name is then what it was
 */
export async function createReplacement(replacement: Replacement): Promise<void> {
  const { destination, temporary, signal } = replacement;
  try {
    await writeContent(replacement, replacement);
    if (replacement.verify) await assertReadBack(replacement, replacement);
    replacement.confirm?.();
    if (replacement.replaces) await renameOver(temporary, destination);
    else await renameToNew(temporary, destination);
  } catch (error) {
    // This failure is the one to tell; a half-written file that cannot be deleted now is deleted by the next run.
    await unlink(temporary).catch(() => undefined);
    if (error instanceof DurableError || error === signal?.reason) throw error;
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

async function renameToNew(temporary: string, destination: string): Promise<void> {
  assertNothingAt(destination);
  const file = await open(temporary, steadily);
  try {
    renameOneAtOnce({ temporary, destination });
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
    renameOneAtOnce({ temporary, destination });
    await file.sync();
    await old.close();
    await file.sync();
  } finally {
    await old.close();
    await file?.close();
  }
}
