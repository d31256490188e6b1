import { constants } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { failureText, isMissing } from '@twinroot/lib-failure';
import { runTool, ToolError } from '@twinroot/lib-tool';

/** Why there is no lock: another process has it, or it cannot be had at all. */
export type LockErrorCode = 'BUSY' | 'FAILED';

/** A lock that was not acquired. */
export class LockError extends Error {
  readonly code: LockErrorCode;
  readonly path: string;
  constructor(code: LockErrorCode, path: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LockError';
    this.code = code;
    this.path = path;
  }
}

/** An exclusive lock that this process has. */
export interface Lock {
  /** The open file that has the lock. A child that has it too keeps the lock while it lives, should this process be killed. */
  readonly file: number;
  release(): Promise<void>;
}

/** A status that flock(1) gives for nothing else. EX_TEMPFAIL of sysexits.h: try again later. */
const conflictStatus = 75;

/** For ever, as far as a timer can count: 24 days. */
const longestWait = 2_000_000;

/**
 * Acquires an exclusive flock(2) on a file, which is made where it is missing, or on an existing directory, in which
 * nothing is left behind. It ends with this process at the latest, however that ends: there are no stale locks.
 *
 * flock(1) locks a file that we have open and ends; the lock belongs to the open file, and so to us (flock(2)).
 *
 * @param options.waitSeconds how long to wait for another holder; 0: not at all; Infinity: for ever.
 * @throws {LockError} BUSY when another process still has it then, FAILED with the cause otherwise.
 * @throws {ToolError} ABORT when `signal` came first, ENOENT without flock(1) of util-linux.
 */
export async function acquireLock(
  path: string,
  options: { readonly waitSeconds: number; readonly signal?: AbortSignal },
): Promise<Lock> {
  const { waitSeconds, signal } = options;
  let file: FileHandle | undefined;
  try {
    file = await openForLock(path);
    const timeout = Number.isFinite(waitSeconds) ? ['--timeout', waitSeconds.toFixed(3)] : [];
    await runTool('flock', ['--exclusive', '--conflict-exit-code', String(conflictStatus), ...timeout, '3'], {
      files: [file.fd],
      timeoutSeconds: Math.min(waitSeconds + 60, longestWait),
      ...(signal ? { signal } : {}),
    });
    const held = file;
    return { file: held.fd, release: () => held.close() };
  } catch (cause) {
    await file?.close();
    if (cause instanceof ToolError && (cause.code === 'ABORT' || cause.code === 'ENOENT')) throw cause;
    if (cause instanceof ToolError && cause.status === conflictStatus) {
      const message = `cannot lock ${path}: another process has held it for ${waitSeconds} seconds`;
      throw new LockError('BUSY', path, message, { cause });
    }
    throw new LockError('FAILED', path, `cannot lock ${path}: ${failureText(cause)}`, { cause });
  }
}

async function openForLock(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  return open(path, constants.O_RDONLY | constants.O_CREAT | constants.O_NONBLOCK, 0o644);
}
