import { join } from 'node:path';
import { acquireLock, type Lock } from '@twinroot/lib-durable';

/** How long to wait for whoever else has a lock. */
export interface WaitForLock {
  readonly waitSeconds: number;
  readonly signal: AbortSignal;
}

/** The lock of the set of a machine: whoever writes to one of its members has it. */
export function setLockPath(sysroot: string): string {
  return join(sysroot, 'run/twinroot/lock');
}

/**
 * Does something while it has these locks, acquired in this order: files, which are made where they are missing, or
 * directories themselves, in which nothing is left behind.
 *
 * @param wait null: without any lock, for what only reads
 * @throws {LockError} BUSY, FAILED
 * @throws {ToolError} ABORT, ENOENT without flock(1)
 */
export async function withLocks<T>(
  paths: readonly string[],
  wait: WaitForLock | null,
  work: () => Promise<T>,
): Promise<T> {
  const locks: Lock[] = [];
  try {
    if (wait !== null) for (const path of paths) locks.push(await acquireLock(path, wait));
    return await work();
  } finally {
    for (const lock of locks) await lock.release();
  }
}
