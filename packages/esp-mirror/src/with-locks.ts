import { acquireLock, type Lock } from '@twinroot/lib-durable';
import type { Call } from './call.ts';

/** Does something while it has these locks, acquired in this order; a dry run needs none, for it writes nothing. */
export async function withLocks<T>(
  context: Call,
  paths: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  const { dryRun, options, signal } = context;
  const locks: Lock[] = [];
  try {
    if (!dryRun)
      for (const path of paths) locks.push(await acquireLock(path, { waitSeconds: options.wait, signal }));
    return await work();
  } finally {
    for (const lock of locks) await lock.release();
  }
}
