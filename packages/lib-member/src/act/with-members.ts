import { readMachine } from '@twinroot/lib-machine';
import { openPrivateNamespace, type PrivateNamespace } from '@twinroot/lib-mount';
import { type WaitForLock, withSetLock } from './locks.ts';
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

/** A namespace that is opened when it is asked for, and once. */
function namespaceOnce(signal: AbortSignal): {
  readonly open: () => Promise<PrivateNamespace>;
  readonly close: () => Promise<void>;
} {
  let opened: Promise<PrivateNamespace> | null = null;
  return {
    open: () => {
      opened ??= openPrivateNamespace(signal);
      return opened;
    },
    close: async () => {
      if (opened !== null) await (await opened).close();
    },
  };
}
