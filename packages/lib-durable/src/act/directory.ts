import { closeSync, constants, lstatSync, mkdirSync, openSync } from 'node:fs';
import { open, rename, rmdir, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '@twinroot/lib-failure';
import { DurableError } from '../decide/durable-error.ts';
import { makeRoomInDirectory } from './directory-room.ts';
import { renameOneAtOnce } from './rename-at-once.ts';
import { fsyncNow } from './sync.ts';

/** Makes the names in a directory durable. */
export async function fsyncDirectory(path: string): Promise<void> {
  const directory = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Makes a directory, of which the first cluster is on the disk, as empty, as soon as can be: its entry may be there at any time. */
function makeDirectoryAtOnce(path: string): void {
  mkdirSync(path, 0o755);
  const directory = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncNow(directory, path);
  } finally {
    closeSync(directory);
  }
}

/**
 * Makes a directory, under a temporary name first. Its entry, in its parent, and its first cluster become durable in
 * no order; under its own name it would show for a moment what an older file system left in that cluster: entries and
 * boot loaders that were. So both are on the disk before the name is, and only then the name gets its cluster.
 * Source: Linux fs/fat/dir.c (fat_alloc_new_dir), fs/fat/namei_vfat.c (vfat_mkdir, vfat_rename).
 *
 * @param temporary path in the same directory that nobody else uses
 * @param room bytes that it has at least before it gets its name, on FAT
 * @throws {DurableError} EXISTS when something is there, SYSTEM
 */
export async function makeDirectoryDurably(path: string, temporary: string, room = 0): Promise<void> {
  const parent = dirname(path);
  try {
    assertNothingAt(path);
    await removeDirectoryDurably(temporary);
    makeDirectoryAtOnce(temporary);
    await makeRoomInDirectory(temporary, room);
    await fsyncDirectory(temporary);
    await fsyncDirectory(parent);
    renameOneAtOnce({ temporary, destination: path });
    await fsyncDirectory(path);
  } catch (cause) {
    if (cause instanceof DurableError) throw cause;
    throw new DurableError('SYSTEM', path, `making the directory ${path}`, { cause });
  }
}

/**
 * Nothing may be under a name that is new, FAT's 8.3 aliases included.
 *
 * @throws {DurableError} EXISTS
 */
export function assertNothingAt(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined)
    throw new DurableError('EXISTS', path, `${path} already exists, under another name or since just now`);
}

/**
 * Deletes a file. It is held open until its name is gone from the disk: until then its clusters stay allocated,
 * so no state on the disk has a name that points to free clusters. A file that is not there is no failure.
 *
 * @throws {DurableError} SYSTEM
 */
export async function deleteDurably(path: string): Promise<void> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      await unlink(path);
      await fsyncDirectory(dirname(path));
    } finally {
      await file.close();
    }
    await fsyncDirectory(dirname(path));
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return;
    throw new DurableError('SYSTEM', path, `deleting ${path}`, { cause });
  }
}

/**
 * Removes a directory that is empty; one that is not, or not there, is left.
 *
 * @throws {DurableError} SYSTEM
 */
export async function removeDirectoryDurably(path: string): Promise<void> {
  try {
    await rmdir(path);
    await fsyncDirectory(dirname(path));
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT' || errorCode(cause) === 'ENOTEMPTY') return;
    throw new DurableError('SYSTEM', path, `removing the directory ${path}`, { cause });
  }
}

/**
 * Gives something another name, in its own or in another directory of the same file system, by one rename(2). For file systems that keep
 * the order of rename(2) and fsync(2), as btrfs and ext4 do: on FAT a file is replaced by createReplacement.
 *
 * @throws {DurableError} SYSTEM
 */
export async function renameDurably(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
    await fsyncDirectory(dirname(to));
    if (dirname(from) !== dirname(to)) await fsyncDirectory(dirname(from));
  } catch (cause) {
    throw new DurableError('SYSTEM', to, `renaming ${from} to ${to}`, { cause });
  }
}

/**
 * Gives a file its time of modification, which on FAT is a part of its entry in the directory: one sector, old or new.
 *
 * @param mtime seconds since 1970
 * @throws {DurableError} SYSTEM
 */
export async function setTimeDurably(path: string, mtime: number): Promise<void> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      await file.utimes(mtime, mtime);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new DurableError('SYSTEM', path, `setting the time of ${path}`, { cause });
  }
}
