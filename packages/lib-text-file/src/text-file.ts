import { constants, realpathSync, type Stats, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { acquireDirectoryLock, createReplacement, type Lock, lockOrder } from '@twinroot/lib-durable';
import { errorCode } from '@twinroot/lib-failure';
import { temporaryName } from '@twinroot/lib-fat';

/** A file with what is in it. */
export interface OpenedText {
  readonly path: string;
  readonly text: string;
  readonly stat: Stats;
}

/** A boot entry is text of some hundred bytes, an fstab of some thousand; what is larger than this is something else. */
const largestFile = 2 ** 24;

/**
 * Reads a file that is to be rewritten, as bytes, one character each. A symlink is refused: in the root of another disk it leads
 * into the running system.
 *
 * @throws {Error} when it is not a file, or too large
 */
export async function readText(path: string): Promise<OpenedText> {
  let file: FileHandle | null = null;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = await file.stat();
    if (!stat.isFile()) throw new Error(`${path} is not a regular file`);
    if (stat.size > largestFile) throw new Error(`${path} is too large: larger than 16 MiB`);
    return { path, stat, text: await file.readFile('latin1') };
  } catch (cause) {
    if (errorCode(cause) === 'ELOOP')
      throw new Error(`${path} is a symlink: name the file that it points to`, { cause });
    throw cause;
  } finally {
    await file?.close();
  }
}

/**
 * Puts another text into the place of a file, so that at every instant one of the two is there, complete. Nobody else rewrites
 * files of that directory meanwhile.
 *
 * @param now seconds since 1970
 * @throws {LockError | DurableError} with what went wrong; the file is as it was then
 */
export async function replaceText(
  { path, text }: OpenedText,
  fresh: string,
  now: number,
  signal: AbortSignal,
): Promise<void> {
  const directory = dirname(path);
  const locks: Lock[] = [];
  try {
    // An ESP is locked as a whole by whoever else writes there, under the same temporary name.
    for (const each of await lockOrder([directory, topOf(directory)]))
      locks.push(await acquireDirectoryLock(each, { waitSeconds: 10, signal }));
    const current = await readText(path);
    if (current.text !== text) throw new Error(`${path} changed since it was read: run again`);
    signal.throwIfAborted();
    await createReplacement({
      destination: path,
      // The name that esp-mirror has for its own: what a power cut leaves behind on an ESP, its next run takes away.
      temporary: join(directory, temporaryName(0)),
      content: { bytes: Buffer.from(fresh, 'latin1'), mtime: now, owner: current.stat },
      replaces: true,
      verify: true,
    });
  } finally {
    for (const lock of locks.reverse()) await lock.release();
  }
}

/** The topmost directory of the file system that a directory is on: its mount point, mostly. */
function topOf(directory: string): string {
  const real = realpathSync(directory);
  const above = dirname(real);
  return above === real || statSync(above).dev !== statSync(real).dev ? real : topOf(above);
}
