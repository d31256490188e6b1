import { setNow } from '@twinroot/lib-esp-set';
import { withMembers, withOpenMembers } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';

/** Where the booted ESP is, and how it is waited for. */
export interface BootedEsp {
  /** Absolute. */
  readonly sysroot: string;
  /** As it was found; looked up again. */
  readonly set: readonly EspMember[];
  readonly waitSeconds: number;
  readonly signal: AbortSignal;
}

/**
 * Does something on the booted ESP, or the one that was named in its place, where it can be written.
 *
 * @param work gets where its root is reached
 * @throws {Error} when it is missing or cannot be written
 * @throws {LockError | ToolError}
 */
export function onBootedEsp<Of>(
  { sysroot, set, waitSeconds, signal }: BootedEsp,
  work: (esp: string) => Promise<Of>,
): Promise<Of> {
  const wait = { waitSeconds, signal };
  return withMembers({ sysroot, signal, wait }, async (access) => {
    const now = setNow(set, access.machine).members;
    const booted = now.filter(({ role, kind }) => role === 'booted' && kind === 'esp');
    const as = { use: 'write', fsck: false, wait } as const;
    const [end] = await withOpenMembers(access, booted, as, (each) => each(({ path }) => work(path)));
    if (end?.kind === 'done') return end.value;
    const why = end === undefined || end.kind === 'missing' ? 'it is missing' : end.reason;
    throw new Error(`the booted ESP cannot be written: ${why}`);
  });
}
