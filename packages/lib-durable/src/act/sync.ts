import { constants, fsyncSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { runTool } from '@twinroot/lib-tool';
import { DurableError } from '../decide/durable-error.ts';

/** A stick that writes slowly may take minutes for what is in the cache. */
const syncSeconds = 600;

/**
 * Writes all that the file system of a path has in memory (syncfs(2), which Node lacks). Under vfat this does not flush
 * the cache of the drive: only an fsync of a file does (fs/fat/file.c, fat_file_fsync).
 *
 * @throws {ToolError} EXIT with what sync(1) said, TIMEOUT after ten minutes.
 */
export async function syncFilesystem(path: string): Promise<void> {
  // BusyBox's sync, where it has this option, has its short form only.
  await runTool('sync', ['-f', '--', path], { timeoutSeconds: syncSeconds });
}

/**
 * Writes one file, or one directory with the names in it, down to the medium (fsync(2)).
 *
 * @throws {NodeJS.ErrnoException} of open(2) and fsync(2), with the path.
 */
export async function fsyncPath(path: string): Promise<void> {
  // Not blocking, or a fifo would wait for a writer.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * The same for one that is open, with nothing in between.
 *
 * @throws {DurableError} SYSTEM
 */
export function fsyncNow(file: number, path: string): void {
  try {
    fsyncSync(file);
  } catch (cause) {
    throw new DurableError('SYSTEM', path, `flushing ${path}`, { cause });
  }
}
