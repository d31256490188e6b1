import type { ItemState, LockState, Timing, WatchState } from './watch-state.ts';

/** Why what changed is not written at the end. */
export type WhyUnwritten =
  /** Locks are held. */
  | 'held'
  /** It is not there: not mounted, deleted. */
  | 'absent'
  /** It changed after it was written for the last time. */
  | 'late';

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
  /** End; `unwritten`: these have changed, and why they are not written. */
  | { readonly kind: 'end'; readonly unwritten: ReadonlyMap<string, WhyUnwritten> };

/** An action, and the state once it is being done. */
export interface Decision {
  readonly action: Action;
  readonly state: WatchState;
}

/**
 * What to do at `now`. At most one group is on its way; while it is, or while locks are held, changes are joined.
 *
 * Locks are looked at right before a group is written, and again every `look` seconds while they are held, so that
 * nothing is polled while nothing waits. Once the end was told, each key is written once at most: what changes all the
 * time would never come to an end.
 */
export function nextAction(state: WatchState, timing: Timing, now: number): Decision {
  const pending = [...state.items].filter(([, item]) => canBeWritten(item, state.ending));
  const ordered = pending
    .map(([key, item]) => ({ key, due: dueAt(item, timing, state.ending) }))
    .sort((one, other) => one.due - other.due);
  const [first] = ordered;
  if (first !== undefined && first.due <= now) {
    const decision = wayToWrite(state, first.key, timing, now);
    if (decision !== null) return decision;
    if (state.ending) return { action: { kind: 'end', unwritten: unwrittenOf(state) }, state };
    const blocked = state.onWay?.lookedAt ?? state.locks.at;
    return rescanOr(state, now, blocked + timing.look);
  }
  if (state.ending) {
    const isDone = state.onWay === null;
    const action: Action = isDone
      ? { kind: 'end', unwritten: unwrittenOf(state) }
      : waitFor(Number.POSITIVE_INFINITY);
    return { action, state };
  }
  return rescanOr(state, now, first?.due ?? Number.POSITIVE_INFINITY);
}

/**
 * Whether locks are waited for: for each of them --hold-max at most, and for one after the other, as in a night of builds, a
 * few times that.
 */
export function isHeld({ at, busySince }: LockState, { holdMax }: Timing): boolean {
  return busySince !== null && at - busySince < holdMax * mostHolds;
}

/** The way to a write whose time has come: null while it is blocked and was looked at a moment ago. */
function wayToWrite(state: WatchState, key: string, timing: Timing, now: number): Decision | null {
  if (state.onWay !== null) {
    if (state.ending) return { action: waitFor(Number.POSITIVE_INFINITY), state };
    return now >= state.onWay.lookedAt + timing.look ? { action: { kind: 'look at consumer' }, state } : null;
  }
  const { locks } = state;
  const mustWait = isHeld(locks, timing);
  // What was free a moment ago is looked at again: between two looks a transaction can begin.
  if (now >= locks.at + (mustWait ? timing.look : freshness))
    return { action: { kind: 'look at locks' }, state };
  if (mustWait) return null;
  const item = state.items.get(key);
  if (item === undefined) return null;
  const written = {
    ...item,
    dirtySince: null,
    writtenAt: now,
    rescanAt: now + item.rescan,
    isSpent: state.ending,
  };
  const items = new Map(state.items).set(key, written);
  return {
    action: { kind: 'write', key },
    state: { ...state, items, onWay: { lookedAt: Number.NEGATIVE_INFINITY } },
  };
}

/** How long locks that were found free count as free, in seconds: the time from the look to the write. */
const freshness = 0.05;

/** How many times --hold-max locks are waited for that are held one after the other. */
const mostHolds = 4;

/** The longest time until what failed is tried again, in seconds. */
const longestRetry = 3600;

function canBeWritten({ present, dirtySince, isSpent }: ItemState, ending: boolean): boolean {
  return present && dirtySince !== null && !(ending && isSpent);
}

function dueAt(item: ItemState, timing: Timing, ending: boolean): number {
  if (ending || item.dirtySince === null) return Number.NEGATIVE_INFINITY;
  const settled = Math.min(item.changedAt + timing.settle, item.dirtySince + timing.maxWait);
  return Math.max(settled, item.writtenAt + item.interval, retryAt(item, timing));
}

/**
 * When what failed is tried again. A change brings it forward: at once after the first failure, and else no sooner than the
 * first pause, since what is said of a failure may itself be the change.
 */
function retryAt({ failed, changedAt, writtenAt }: ItemState, { retry }: Timing): number {
  if (failed === null) return Number.NEGATIVE_INFINITY;
  if (changedAt > writtenAt)
    return failed.count === 1 || retry === Number.POSITIVE_INFINITY
      ? Number.NEGATIVE_INFINITY
      : failed.at + retry;
  return failed.at + Math.max(retry, Math.min(retry * 2 ** (failed.count - 1), longestRetry));
}

function unwrittenOf({ items }: WatchState): ReadonlyMap<string, WhyUnwritten> {
  const unwritten = new Map<string, WhyUnwritten>();
  for (const [key, { dirtySince, present, isSpent, failed, changedAt, writtenAt }] of items) {
    // What failed for the last time was reported as that.
    if (dirtySince === null || (failed !== null && isSpent && changedAt <= writtenAt)) continue;
    unwritten.set(key, present ? (isSpent ? 'late' : 'held') : 'absent');
  }
  return unwritten;
}

function rescanOr(state: WatchState, now: number, until: number): Decision {
  let earliest = until;
  for (const [key, item] of state.items) {
    // What is written anyway need not be looked at.
    if (item.present && item.dirtySince !== null) continue;
    if (item.rescanAt <= now) {
      const items = new Map(state.items).set(key, { ...item, rescanAt: now + item.rescan });
      return { action: { kind: 'rescan', key }, state: { ...state, items } };
    }
    earliest = Math.min(earliest, item.rescanAt);
  }
  return { action: waitFor(earliest), state };
}

function waitFor(until: number) {
  return { kind: 'wait', until } as const;
}
