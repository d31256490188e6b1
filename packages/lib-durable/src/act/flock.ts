import { runBrief, runTool, ToolError } from '@twinroot/lib-tool';

/** How long to wait for whoever else has a lock. */
export interface LockWait {
  /** 0: not at all; Infinity: for ever. */
  readonly waitSeconds: number;
  readonly signal?: AbortSignal;
}

/** A status that flock(1) gives for nothing else. EX_TEMPFAIL of sysexits.h: try again later. */
const conflictStatus = 75;

/** For ever, as far as a timer can count: 24 days. */
const longestWait = 2_000_000;

/**
 * Locks a file that this process has open, for itself alone: flock(1) locks it and ends, and the lock belongs to the open file, and
 * so to us (flock(2)). Nobody else has it, mostly: so at first it does not wait.
 *
 * @throws {ToolError} see isConflict; ABORT when `signal` came first, ENOENT without flock(1) of util-linux
 */
export async function flock(fd: number, { waitSeconds, signal }: LockWait): Promise<void> {
  const args = ['--exclusive', '--conflict-exit-code', String(conflictStatus)];
  const common = { files: [fd], ...(signal ? { signal } : {}) };
  try {
    await runBrief('flock', [...args, '--nonblock', '3'], { ...common, timeoutSeconds: 60 });
  } catch (cause) {
    if (waitSeconds === 0 || !isConflict(cause)) throw cause;
    const timeout = Number.isFinite(waitSeconds) ? ['--timeout', waitSeconds.toFixed(3)] : [];
    const timeoutSeconds = Math.min(waitSeconds + 60, longestWait);
    await runTool('flock', [...args, ...timeout, '3'], { ...common, timeoutSeconds });
  }
}

/** Whether what flock() threw says that somebody else has the lock, and had it as long as was waited. */
export function isConflict(cause: unknown): boolean {
  return cause instanceof ToolError && cause.status === conflictStatus;
}
