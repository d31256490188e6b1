import { acquireDirectoryLock, acquireRunLock, type Lock, LockError, lockOrder } from '@twinroot/lib-durable';

/** How long to wait for whoever else has a lock. */
export interface WaitForLock {
  readonly waitSeconds: number;
  readonly signal: AbortSignal;
}

/**
 * Does something while it has the lock of the set of a machine, /run/twinroot/lock: whoever writes to members of it has that.
 *
 * @param wait null: without, for what only reads
 * @throws {LockError} BUSY, FAILED
 * @throws {ToolError} ABORT, ENOENT without flock(1)
 */
export async function withSetLock<T>(
  sysroot: string,
  wait: WaitForLock | null,
  work: () => Promise<T>,
): Promise<T> {
  const lock = wait === null ? null : await acquireRunLock(sysroot, 'lock', wait);
  try {
    return await work();
  } finally {
    await lock?.release();
  }
}

/** Directories that are locked, and those that could not be. */
export interface LockedDirectories {
  /** By path. */
  readonly failures: ReadonlyMap<string, LockError>;
  release(): Promise<void>;
}

/**
 * Locks directories that are written, whoever writes them and however: one after the other, in the order that all have.
 *
 * @throws {ToolError} ABORT, ENOENT without flock(1)
 */
export async function lockDirectories(
  directories: readonly string[],
  wait: WaitForLock,
): Promise<LockedDirectories> {
  const locks: Lock[] = [];
  const failures = new Map<string, LockError>();
  const release = async () => {
    for (const lock of locks.splice(0)) await lock.release();
  };
  try {
    for (const path of await lockOrder(directories)) {
      try {
        locks.push(await acquireDirectoryLock(path, wait));
      } catch (error) {
        if (!(error instanceof LockError)) throw error;
        failures.set(path, error);
      }
    }
  } catch (error) {
    await release();
    throw error;
  }
  return { failures, release };
}
