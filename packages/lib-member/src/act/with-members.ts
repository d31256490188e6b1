import { readMachine } from '@twinroot/lib-machine';
import { type WaitForLock, withSetLock } from './locks.ts';
import { namespaceOnce } from './namespace-once.ts';
import type { MemberAccess } from './open-member.ts';

/**
 * Does something with members of the set of a machine, which is read under the lock of the set. What was mounted for it is
 * unmounted in the end, whatever came of it.
 *
 * @param call.wait null: without the lock, for what only reads
 * @throws {LockError} and what readMachine and `work` throw
 */
export function withMembers<T>(
  call: { readonly sysroot: string; readonly signal: AbortSignal; readonly wait: WaitForLock | null },
  work: (access: MemberAccess) => Promise<T>,
): Promise<T> {
  const { sysroot, signal, wait } = call;
  return withSetLock(sysroot, wait, async () => {
    const machine = await readMachine(sysroot, signal);
    const namespace = namespaceOnce(signal);
    try {
      return await work({ machine, namespace: namespace.open });
    } finally {
      await namespace.close();
    }
  });
}
