import { closeSync, constants, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { DurableError } from '../decide/durable-error.ts';
import { fsyncNow } from './sync.ts';

/** A file, or a directory, that gets its name. */
export interface Renamed {
  readonly temporary: string;
  readonly destination: string;
}

/**
 * Gives files of one directory their names, and takes the temporary ones from the disk, with nothing in between. Until these are gone, two
 * names lead to the same clusters of a FAT as soon as the kernel writes the new one, which it may do whenever it likes; it does so half a minute
 * after something was changed, or when a program calls sync(2).
 * Source: fs/fat/namei_vfat.c (vfat_rename), fs/fs-writeback.c (wb_writeback, dirty_expire_interval).
 *
 * @param temporaries the directory of the temporary names
 * @returns how many were renamed, the first ones, and why the next one was not; null when all were
 * @throws {DurableError} SYSTEM when the directory cannot be opened or flushed
 */
export function renameAtOnce(
  names: readonly Renamed[],
  temporaries: string,
): { readonly count: number; readonly cause: unknown } {
  const directory = openDirectory(temporaries);
  try {
    const { count, cause } = renameEach(names);
    if (count > 0) fsyncNow(directory, temporaries);
    return { count, cause };
  } finally {
    closeSync(directory);
  }
}

function openDirectory(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  } catch (cause) {
    throw new DurableError('SYSTEM', path, `opening ${path}`, { cause });
  }
}

function renameEach(names: readonly Renamed[]): { readonly count: number; readonly cause: unknown } {
  for (const [count, { temporary, destination }] of names.entries()) {
    try {
      renameSync(temporary, destination);
    } catch (cause) {
      return { count, cause };
    }
  }
  return { count: names.length, cause: null };
}

/** The same for one, in its own directory. */
export function renameOneAtOnce(one: Renamed): void {
  const { cause } = renameAtOnce([one], dirname(one.destination));
  if (cause !== null) throw cause;
}
