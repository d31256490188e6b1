import { unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { temporaryName } from '@twinroot/lib-fat';
import { DurableError } from '../decide/durable-error.ts';
import type { Follower } from '../gather/follower.ts';
import { assertNothingAt, fsyncDirectory } from './directory.ts';
import { renameAtOnce } from './rename-at-once.ts';
import { syncFilesystem } from './sync.ts';
import { assertReadBack, type NewContent, type Unnamed, writeContent } from './write-content.ts';

/** Files that are to appear, each whole, under new names on one file system. */
export interface Together extends Follower {
  /** Nothing is there under these names (FAT's 8.3 aliases included), and nothing depends on them. */
  readonly files: readonly { readonly destination: string; readonly content: NewContent }[];
  /** A directory of that file system in which nobody else has files. */
  readonly scratch: string;
  /** Whether the bytes are read back from the device before a file gets its name. */
  readonly verify: boolean;
  /** Called before a file is written, by its index; what it throws ends all, and no file gets its name. */
  readonly begin: (index: number) => void;
  /** Called when a file is whole and durable, right before it gets its name; what it throws keeps it, and those after it, from that. */
  readonly confirm: (index: number) => void;
}

/** How far it came. */
export interface Created {
  /** So many of the files, the first ones, are there, and durable; no other is. */
  readonly count: number;
  /** Why the next one is not there; null when all are. */
  readonly error: unknown;
}

/**
 * Creates files together: each of their steps is made durable once for all of them, where createReplacement does it for each. While it
 * runs, any of the names may lead to an empty file.
 *
 * The order is that of Linux's vfat. All bytes are on the disk before the first rename(2). Some files at a time get their names, and right
 * after that the directory with the temporary ones is flushed: while both are on the disk, they lead to the same clusters as soon as the
 * kernel writes the new one, and who deletes the old one frees them. What is cut off after that has size 0, or no name. Then the directories
 * with the new names are flushed, and the sizes, by a sync of the whole file system. sync(2) does not flush the
 * cache of the drive, so an fsync(2) follows it. Source: fs/fat/namei_vfat.c (vfat_rename), fs/fat/file.c (fat_file_fsync).
 *
 * @throws {DurableError} SYSTEM when the file system cannot be flushed; what was renamed by then is there, but not durable
 * @throws what `begin` throws
 * @throws the reason of an aborted `signal`, as it is: no file gets its name
 */
export async function createTogether(together: Together): Promise<Created> {
  const { scratch, verify, begin, confirm, signal } = together;
  const files = together.files.map((file, index) => ({
    ...file,
    index,
    temporary: join(scratch, temporaryName(index)),
  }));
  let named = 0;
  try {
    const written = await untilFailure(files, (file) => {
      begin(file.index);
      return errorOf(file, () => writeContent(file, together, false));
    });
    signal?.throwIfAborted();
    if (written.count === 0) return written;
    await flush(scratch);
    const whole = files.slice(0, written.count);
    const faults = verify ? await readBack(whole, together) : [];
    signal?.throwIfAborted();
    let error: unknown = null;
    while (named < whole.length && error === null) {
      const some = whole.slice(named, named + atOneGo);
      const ready = await untilFailure(some, (file) =>
        errorOf(file, async () => {
          const fault = faults[file.index] ?? null;
          if (fault !== null) throw fault;
          confirm(file.index);
          assertNothingAt(file.destination);
        }),
      );
      const { count, cause } = renameAtOnce(some.slice(0, ready.count), scratch);
      named += count;
      error = cause === null ? ready.error : asDurableError(some[count] as Unnamed, cause);
    }
    if (named > 0) {
      const directories = new Set(files.slice(0, named).map(({ destination }) => dirname(destination)));
      for (const directory of directories) await flushNames(directory);
      await flush(scratch);
    }
    return { count: named, error: error ?? written.error };
  } finally {
    // What cannot be deleted now is deleted by the next run.
    for (const { temporary } of files.slice(named)) await unlink(temporary).catch(() => undefined);
  }
}

/** So many files are worked on at one go: a synchronous call takes far less than one by another thread, but no signal comes meanwhile. */
const atOneGo = 64;

/** How many of the first ones could be worked on, and why the next one could not. */
async function untilFailure<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<Created> {
  for (const [index, one] of all.entries()) {
    if (index % atOneGo === atOneGo - 1) await setImmediate();
    const error = await work(one);
    if (error !== null) return { count: index, error };
  }
  return { count: all.length, error: null };
}

/** Files of which the device is asked for the bytes at the same time: one alone leaves it idle while it is compared. */
const readAtOnce = 4;

/** Why each of the files is not on the device as it was written; null: it is. None is read after one that is not. */
async function readBack(files: readonly Unnamed[], follower: Follower): Promise<readonly unknown[]> {
  const faults: unknown[] = [];
  let next = 0;
  const readOn = async () => {
    while (next < files.length) {
      const [file, index] = [files[next] as Unnamed, next];
      next += 1;
      faults[index] = await errorOf(file, () => assertReadBack(file, follower));
      if (faults[index] !== null) next = files.length;
    }
  };
  await Promise.all(Array.from({ length: readAtOnce }, readOn));
  return faults;
}

/** Why something cannot be done to a file, with its name; null when it was done. */
async function errorOf(file: Unnamed, work: () => Promise<void>): Promise<unknown> {
  try {
    await work();
    return null;
  } catch (cause) {
    return asDurableError(file, cause);
  }
}

function asDurableError({ destination }: Unnamed, cause: unknown): DurableError {
  if (cause instanceof DurableError) return cause;
  return new DurableError('SYSTEM', destination, `writing ${destination}`, { cause });
}

function flushNames(directory: string): Promise<void> {
  return orDurableError(directory, () => fsyncDirectory(directory));
}

/** Writes all that a file system has in memory, and what its drive has. */
async function flush(directory: string): Promise<void> {
  await orDurableError(directory, () => syncFilesystem(directory));
  await flushNames(directory);
}

async function orDurableError(directory: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw new DurableError('SYSTEM', directory, `flushing ${directory}`, { cause });
  }
}
