import { constants } from 'node:fs';
import { mkdir, open, rmdir, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DurableError } from './durable-error.ts';

/** Makes the names in a directory durable. */
export async function fsyncDirectory(path: string): Promise<void> {
  const directory = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/**
 * Makes a directory; its entry lives in its parent, so both are flushed.
 *
 * @throws {DurableError} SYSTEM
 */
export async function makeDirectoryDurably(path: string): Promise<void> {
  try {
    await mkdir(path, 0o755);
    await fsyncDirectory(path);
    await fsyncDirectory(dirname(path));
  } catch (cause) {
    throw new DurableError('SYSTEM', path, `making the directory ${path}`, { cause });
  }
}

/**
 * Deletes a file. It is held open until its name is gone from the disk: until then its clusters stay allocated,
 * so no state on the disk has a name that points to free clusters. A file that is not there is no failure.
 *
 * @throws {DurableError} SYSTEM
 */
export async function deleteDurably(path: string): Promise<void> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      await unlink(path);
      await fsyncDirectory(dirname(path));
    } finally {
      await file.close();
    }
    await fsyncDirectory(dirname(path));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return;
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
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTEMPTY'))
      return;
    throw new DurableError('SYSTEM', path, `removing the directory ${path}`, { cause });
  }
}
