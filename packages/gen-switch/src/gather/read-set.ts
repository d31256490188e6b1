import { lookUpUsualSet } from '@twinroot/lib-esp-set';
import type { EspMember } from '@twinroot/lib-record';

/** The ESPs of the machine, or why there are none. */
export type ReadSet =
  | { readonly kind: 'set'; readonly esps: readonly EspMember[] }
  | { readonly kind: 'none'; readonly reason: string; readonly isAnswer: boolean };

/**
 * Looks up the set as esp-which does. What it warns of esp-which says when the set is mirrored. What a live system was booted from is
 * not the machine's, and nothing of it is given.
 *
 * @param source the ESP that is named in place of the booted one
 * @throws {ToolError} ABORT, and what readMachine throws
 */
export async function readSet(
  sysroot: string,
  signal: AbortSignal,
  source: string | undefined,
): Promise<ReadSet> {
  const look = await lookUpUsualSet(sysroot, signal, source);
  if (look.kind === 'none') return look;
  if (look.foreign !== null)
    return {
      kind: 'none',
      reason: `${look.foreign}: name an ESP of the machine with --source`,
      isAnswer: false,
    };
  return { kind: 'set', esps: look.members.filter(({ kind }) => kind === 'esp') };
}
