import type { ItemState, Timing, WatchState } from './watch-state.ts';

/** What is to be done now. */
export type Action =
  /** Write the group of this key. */
  | { readonly kind: 'write'; readonly key: string }
  | { readonly kind: 'look at locks' }
  | { readonly kind: 'look at consumer' }
  /** Compare what is there with what was there when it was last written. */
  | { readonly kind: 'rescan'; readonly key: string }
  /** Nothing, until then or the next event; Infinity: only an event changes that. */
  | { readonly kind: 'wait'; readonly until: number }
  /** End; `held`: these have changed and cannot be written, because locks are held. */
  | { readonly kind: 'end'; readonly held: readonly string[] };

/** An action, and the state once it is being done. */
export interface Decision {
  readonly action: Action;
  readonly state: WatchState;
}

/**
 * What to do at `now`. At most one group is on its way; while it is, or while locks are held, changes are joined.
 *
 * Locks are looked at right before a group is written, and again every `look` seconds while they are held, so that
 * nothing is polled while nothing waits.
 */
export function nextAction(state: WatchState, timing: Timing, now: number): Decision {
  const pending = [...state.items].filter(([, item]) => item.present && item.dirtySince !== null);
  const ordered = pending
    .map(([key, item]) => ({ key, due: dueAt(item, timing, state.ending) }))
    .sort((one, other) => one.due - other.due);
  const [first] = ordered;
  if (first !== undefined && first.due <= now) {
    const decision = wayToWrite(state, first.key, timing, now);
    if (decision !== null) return decision;
    if (state.ending) return { action: { kind: 'end', held: pending.map(([key]) => key) }, state };
    const blocked = state.onWay?.lookedAt ?? state.locks.at;
    return rescanOr(state, timing, now, blocked + timing.look);
  }
  if (state.ending) {
    const action =
      state.onWay === null ? ({ kind: 'end', held: [] } as const) : waitFor(Number.POSITIVE_INFINITY);
    return { action, state };
  }
  return rescanOr(state, timing, now, first?.due ?? Number.POSITIVE_INFINITY);
}

/** The way to a write whose time has come: null while it is blocked and was looked at a moment ago. */
function wayToWrite(state: WatchState, key: string, timing: Timing, now: number): Decision | null {
  if (state.onWay !== null) {
    if (state.ending) return { action: waitFor(Number.POSITIVE_INFINITY), state };
    return now >= state.onWay.lookedAt + timing.look ? { action: { kind: 'look at consumer' }, state } : null;
  }
  const { locks } = state;
  const isHeld = locks.heldSince !== null && !locks.isStale;
  // What was free a moment ago is looked at again: between two looks a transaction can begin.
  if (now >= locks.at + (isHeld ? timing.look : freshness))
    return { action: { kind: 'look at locks' }, state };
  if (isHeld) return null;
  const item = state.items.get(key);
  if (item === undefined) return null;
  const written = { ...item, dirtySince: null, writtenAt: now, rescanAt: now + timing.rescan };
  const items = new Map(state.items).set(key, written);
  return {
    action: { kind: 'write', key },
    state: { ...state, items, onWay: { lookedAt: Number.NEGATIVE_INFINITY } },
  };
}

/** How long locks that were found free count as free, in seconds: the time from the look to the write. */
const freshness = 0.05;

function dueAt(item: ItemState, timing: Timing, ending: boolean): number {
  if (ending || item.dirtySince === null) return Number.NEGATIVE_INFINITY;
  const settled = Math.min(item.changedAt + timing.settle, item.dirtySince + timing.maxWait);
  return Math.max(settled, item.writtenAt + item.interval);
}

function rescanOr(state: WatchState, timing: Timing, now: number, until: number): Decision {
  let earliest = until;
  for (const [key, item] of state.items) {
    // What is written anyway need not be looked at.
    if (item.present && item.dirtySince !== null) continue;
    if (item.rescanAt <= now) {
      const items = new Map(state.items).set(key, { ...item, rescanAt: now + timing.rescan });
      return { action: { kind: 'rescan', key }, state: { ...state, items } };
    }
    earliest = Math.min(earliest, item.rescanAt);
  }
  return { action: waitFor(earliest), state };
}

function waitFor(until: number) {
  return { kind: 'wait', until } as const;
}
