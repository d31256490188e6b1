import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { startHolder, ToolError } from '@twinroot/lib-tool';

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
  /** False once released, and when somebody killed the process that keeps the lock for us. */
  isHolding(): boolean;
  release(): Promise<void>;
}

/** A status that flock(1) gives for nothing else. EX_TEMPFAIL of sysexits.h: try again later. */
const conflictStatus = '75';

/**
 * Acquires an exclusive flock(2) on a file, which is made where it is missing, or on an existing directory, in which
 * nothing is left behind. It ends with this process at the latest, however that ends: there are no stale locks.
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
  const timeout = Number.isFinite(waitSeconds) ? ['--timeout', waitSeconds.toFixed(3)] : [];
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o755 });
    return await startHolder(
      'flock',
      // Without a fork the holder itself has the lock, and nothing else can keep it.
      ['--no-fork', '--exclusive', '--conflict-exit-code', conflictStatus, ...timeout, path],
      signal ? { signal } : {},
    );
  } catch (cause) {
    if (cause instanceof ToolError && (cause.code === 'ABORT' || cause.code === 'ENOENT')) throw cause;
    if (cause instanceof ToolError && cause.status === Number(conflictStatus)) {
      const message = `cannot lock ${path}: another process has held it for ${waitSeconds} seconds`;
      throw new LockError('BUSY', path, message, { cause });
    }
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new LockError('FAILED', path, `cannot lock ${path}: ${why}`, { cause });
  }
}
