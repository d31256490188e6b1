import { lookUpUsualSet } from '@twinroot/lib-esp-set';
import type { EspMember } from '@twinroot/lib-record';

/** The ESPs of the machine, or why there are none. */
export type ReadSet =
  | { readonly kind: 'set'; readonly esps: readonly EspMember[] }
  | { readonly kind: 'none'; readonly reason: string; readonly isAnswer: boolean };

/**
 * Looks up the set as esp-which does without options. What it warns of esp-which says when the set is mirrored.
 *
 * @throws {ToolError} ABORT, and what readMachine throws
 */
export async function readSet(sysroot: string, signal: AbortSignal): Promise<ReadSet> {
  const look = await lookUpUsualSet(sysroot, signal);
  return look.kind === 'none'
    ? look
    : { kind: 'set', esps: look.members.filter(({ kind }) => kind === 'esp') };
}
