import { waitForDeleted } from '@twinroot/lib-btrfs';
import { failed, type Messages } from '@twinroot/lib-command';
import { saysNoRoom } from '@twinroot/lib-durable';
import {
  type Generation,
  type MirrorSet,
  mirrorSet,
  type OpenTop,
  type PublishedLook,
  turnCurrent,
} from '@twinroot/lib-generation';
import type { PrunePlan } from '../decide/prune-plan.ts';
import { lastOfLinks } from '../decide/turn.ts';
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
  const { top, signal } = call;
  await carryOutOnEsps(plan, call);
  signal.throwIfAborted();
  let isTurned = await turnIfRoom(call, plan.turn);
  let isDeleted = true;
  if (isTurned) isDeleted = await deleteAll(call, plan.going, plan.leftSnapshots);
  else [isTurned, isDeleted] = await deleteUntilTurned(plan, call);
  // One of these is current still, otherwise.
  if (!isTurned) return false;
  for (const name of plan.leftLinks) await deleteLinks(top.path, name);
  return isDeleted;
}

/** Turns `current` away from what goes; whether there was room for that. */
async function turnIfRoom({ top }: CarryOut, turn: PrunePlan['turn']): Promise<boolean> {
  try {
    if (turn !== null) await turnCurrent(top.path, turn, Date.now() / 1000);
    return true;
  } catch (error) {
    if (!saysNoRoom(error)) throw error;
    return false;
  }
}

/**
 * Where there is no room to turn `current`, something has to go before: what no link leads to, as far as there is any.
 *
 * @returns whether it is turned, and whether all that was to go is gone
 */
async function deleteUntilTurned(plan: PrunePlan, call: CarryOut): Promise<[boolean, boolean]> {
  const { top, message } = call;
  message.warning(`${top.name} has no room for links before something is deleted, ignoring`);
  let isDone = true;
  let isTurned = false;
  for (const one of [[], ...lastOfLinks(plan.going).map((each) => [each])]) {
    // Leftovers are the first.
    const left = one.length === 0 ? plan.leftSnapshots : [];
    isDone = (await deleteAll(call, one, left)) && isDone;
    if (isTurned) continue;
    await waitForDeleted(top.path);
    isTurned = await turnIfRoom(call, plan.turn);
  }
  if (!isTurned)
    message.error(
      `${top.name} has no room for links yet, and current is as it was: run it again when there is some`,
    );
  return [isTurned, isDone];
}

/** @returns whether they are gone, leftovers apart */
async function deleteAll(
  { top, signal, message }: CarryOut,
  going: readonly Pick<Generation, 'id'>[],
  leftSnapshots: readonly string[],
): Promise<boolean> {
  let isDone = true;
  for (const { id } of going) {
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
  for (const name of leftSnapshots) {
    const left = await deleteLeft(top, name);
    if ('kind' in left) message.warning(`snapshots/${name} stays: ${left.reason}, ignoring`);
    else message.info(`snapshots/${name}, which a run has left, is deleted`);
    if (!('kind' in left)) sayWhatStays(name, left, message);
  }
  return isDone;
}

async function carryOutOnEsps(plan: PrunePlan, call: CarryOut): Promise<void> {
  const { published } = call;
  if (published === null) return;
  const { set, token } = published;
  const deletion = { ...call, set, token, uuid: call.top.uuid };
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
