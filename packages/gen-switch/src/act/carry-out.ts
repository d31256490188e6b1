import { parseEntryName } from '@twinroot/lib-bls';
import { type Context, failed } from '@twinroot/lib-command';
import {
  type MirrorSet,
  mirrorSet,
  onBootedEsp,
  turnCurrent,
  writeRefindMenus,
} from '@twinroot/lib-generation';
import type { Publication } from '../decide/publication.ts';
import type { Turn } from '../decide/turn.ts';
import type { spec } from '../spec.ts';
import type { RefindMenus } from './publish-generation.ts';
import { writeOneShot } from './write-one-shot.ts';

/** What is left to do when a generation is published on the booted ESP. */
export interface Rest {
  readonly id: string;
  /** Where the top of the btrfs can be written. */
  readonly top: string;
  readonly lockFile: number;
  /** null: no ESP was booted. */
  readonly publication: Publication | null;
  /** null: there are none. */
  readonly refind: RefindMenus | null;
  /** null: the next boot only. */
  readonly turn: Exclude<Turn, { kind: 'refused' }> | null;
}

/**
 * Brings what was published to all members, and only then turns `current`, or lets the next boot be of it.
 *
 * @throws {CommandError} when it is not on all members that are there
 * @throws {DurableError | EfivarError | ToolError}
 */
export async function carryOut(
  { sysroot, signal, quiet, options, message }: Context<typeof spec>,
  { id, top, lockFile, publication, refind, turn }: Rest,
): Promise<void> {
  signal.throwIfAborted();
  if (publication !== null) {
    const source = options.source ?? null;
    const call = { sysroot, source, waitSeconds: options.wait, quiet, lockFile, signal };
    await mirrorAll(call, id);
    // Only then may a menu without counters name it: what it names is on all members.
    if (refind !== null) {
      const esp = { sysroot, set: refind.set, waitSeconds: options.wait, signal };
      const written = await onBootedEsp(esp, (path) => writeRefindMenus(path, refind.token));
      if (written.length > 0) await mirrorAll(call, id);
    }
  }
  signal.throwIfAborted();
  if (turn === null) {
    // Whatever its counter is by then.
    const { stem, suffix } = parseEntryName(publication?.name ?? '');
    await writeOneShot(sysroot, `${stem}*${suffix}`);
    message.info(`the next boot, and no other, is of ${id}`);
    return;
  }
  if (turn.kind === 'turned') {
    message.info(`current/0 leads to ${id} already`);
    return;
  }
  if (turn.repaired !== null) message.warning(`${turn.repaired}: that is repaired by this switch`);
  await turnCurrent(top, turn, Math.floor(Date.now() / 1000));
  message.info(`current/0 leads to ${id} now`);
}

async function mirrorAll(call: MirrorSet, id: string): Promise<void> {
  const end = await mirrorSet(call);
  if (end.kind === 'mirrored') return;
  const why = end.kind === 'none' ? 'no ESP was booted' : `${end.command} ended with status ${end.status}`;
  throw failed(`${id} is not on all members: ${why}; current is as it was`);
}
