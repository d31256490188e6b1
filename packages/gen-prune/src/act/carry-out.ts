import { failed, type Messages } from '@twinroot/lib-command';
import {
  type MirrorSet,
  mirrorSet,
  type OpenTop,
  type PublishedLook,
  turnCurrent,
} from '@twinroot/lib-generation';
import type { PrunePlan } from '../decide/prune-plan.ts';
import { deleteEntries, deletePayloads } from './delete-on-esp.ts';
import { deleteGeneration, deleteLeft, deleteLinks } from './delete-snapshots.ts';

/** With what a plan is carried out. */
export interface CarryOut extends MirrorSet {
  readonly top: OpenTop;
  /** null: no ESP was booted. */
  readonly published: Extract<PublishedLook, { kind: 'published' }> | null;
  readonly message: Messages;
}

/**
 * Carries a plan out: first no boot menu leads to what goes, on any member, and then it goes. Killed in between, the next run goes on.
 *
 * @returns whether all that was to go is gone
 * @throws {CommandError} when esp-mirror failed: no generation was deleted
 * @throws {Error} when the booted ESP or the btrfs cannot be written
 */
export async function carryOut(plan: PrunePlan, call: CarryOut): Promise<boolean> {
  const { top, signal, message } = call;
  await carryOutOnEsps(plan, call);
  signal.throwIfAborted();
  if (plan.turn !== null) await turnCurrent(top.path, plan.turn, Date.now() / 1000);
  let isDone = true;
  for (const { id } of plan.going) {
    signal.throwIfAborted();
    const left = await deleteGeneration(top, id);
    if ('kind' in left) {
      isDone = false;
      message.error(`${id} stays: ${left.reason}`);
      continue;
    }
    message.info(`${id} is deleted`);
    sayWhatStays(id, left, message);
  }
  for (const name of plan.leftSnapshots) {
    const left = await deleteLeft(top, name);
    if ('kind' in left) message.warning(`snapshots/${name} stays: ${left.reason}, ignoring`);
    else message.info(`snapshots/${name}, which a run has left, is deleted`);
    if (!('kind' in left)) sayWhatStays(name, left, message);
  }
  for (const name of plan.leftLinks) await deleteLinks(top.path, name);
  return isDone;
}

async function carryOutOnEsps(plan: PrunePlan, call: CarryOut): Promise<void> {
  const { published } = call;
  if (published === null) return;
  const deletion = { ...call, set: published.set, token: published.token };
  if (plan.entries.length > 0)
    await deleteEntries(deletion, new Set(plan.entries.flatMap(({ id }) => id ?? [])));
  if (plan.mirrorsEntries) await mirrorAll(call);
  if (plan.payloads.length > 0)
    await deletePayloads(
      deletion,
      plan.payloads.map(({ path }) => path),
    );
  if (plan.mirrorsPayloads) await mirrorAll(call);
}

async function mirrorAll(call: CarryOut): Promise<void> {
  const end = await mirrorSet(call);
  if (end.kind === 'mirrored') return;
  const why =
    end.kind === 'none' ? 'esp-which finds no set' : `${end.command} ended with status ${end.status}`;
  throw failed(`${why}: no generation was deleted, since an entry on another ESP may lead to it`);
}

function sayWhatStays(id: string, names: readonly string[], message: Messages): void {
  for (const name of names)
    message.warning(`snapshots/${id}/${name} is no subvolume, and may be somebody's: it stays, ignoring`);
}
