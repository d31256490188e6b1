import { lstatSync, mkdtempSync, rmSync, type Stats } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorCode, failureText, isMissing } from '@twinroot/lib-failure';
import { namesIn } from '@twinroot/lib-sysroot';
import { ToolError } from '@twinroot/lib-tool';
import { acquireDirectoryLock, type Lock, LockError } from './lock.ts';

/** A directory for what is thrown away. */
export interface Scratch {
  readonly path: string;
  /** Deletes it with all that is in it. */
  close(): Promise<void>;
}

/**
 * Makes a directory in that for temporary files. It is locked as long as this process lives: what a run that was killed has left nobody holds,
 * and the next one takes it away.
 *
 * @param prefix of its name; all that runs with the same one take away what the others have left
 * @throws {ToolError} ABORT when `signal` came first, ENOENT without flock(1)
 * @throws {LockError} FAILED
 * @throws {NodeJS.ErrnoException} ENOSPC, EACCES
 */
export async function openScratch(prefix: string, signal: AbortSignal): Promise<Scratch> {
  // What cannot be deleted is in nobody's way.
  await takeLeftScratch(prefix, signal);
  for (;;) {
    const path = mkdtempSync(join(tmpdir(), `${prefix}${lockedMark}`));
    const made = lstatSync(path);
    const lock = await lockIfFree(path, signal);
    // One that looks for what was left may have had it for a moment, and has deleted it then.
    if (lock === null || !isSame(made, lstatSync(path, { throwIfNoEntry: false }))) await lock?.release();
    else return { path, close: () => closeLocked(path, lock) };
  }
}

/**
 * Deletes the directories that runs which were killed have left: of this user, and locked by nobody. Those of versions that did not lock theirs
 * are deleted when they are a day old.
 *
 * @param prefix as of openScratch
 * @returns what could not be deleted, and why
 * @throws {ToolError} as openScratch
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export async function takeLeftScratch(prefix: string, signal: AbortSignal): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const name of namesIn(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const path = join(tmpdir(), name);
    const found = lstatSync(path, { throwIfNoEntry: false });
    // Anybody may make names there, links too; what is another one's stays.
    if (found?.isDirectory() !== true || found.uid !== process.geteuid?.()) continue;
    const isLocked = name.startsWith(`${prefix}${lockedMark}`);
    if (!isLocked && found.mtimeMs > Date.now() - dayMilliseconds) continue;
    try {
      const lock = await lockIfFree(path, signal);
      if (lock !== null) await closeLocked(path, lock);
    } catch (error) {
      // EBUSY, EROFS, EIO.
      if (error instanceof ToolError || errorCode(error) === null) throw error;
      faults.push(`${path}: ${failureText(error)}`);
    }
  }
  return faults;
}

/** In the names of those that are locked. */
const lockedMark = 'run-';

const dayMilliseconds = 86_400_000;

async function closeLocked(path: string, lock: Lock): Promise<void> {
  try {
    rmSync(path, { recursive: true, force: true });
  } finally {
    await lock.release();
  }
}

/** null: another process has it, or it is gone. */
async function lockIfFree(path: string, signal: AbortSignal): Promise<Lock | null> {
  try {
    return await acquireDirectoryLock(path, { waitSeconds: 0, signal });
  } catch (error) {
    if (error instanceof LockError && (error.code === 'BUSY' || isMissing(error.cause))) return null;
    throw error;
  }
}

function isSame(made: Stats, now: Stats | undefined): boolean {
  return now?.ino === made.ino && now.dev === made.dev;
}
