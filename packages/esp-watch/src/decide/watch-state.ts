/** Times of the watcher, in seconds. */
export interface Timing {
  /** How long it must be quiet before a change is written. */
  readonly settle: number;
  /** How long a change waits at most for quiet. */
  readonly maxWait: number;
  /** How long one lock is waited for at most. */
  readonly holdMax: number;
  /** How often locks, and a consumer that is slow, are looked at while a group waits for them. */
  readonly look: number;
  /** How long after a failed run it is tried again; doubled each time, up to an hour; Infinity: at the next change only. */
  readonly retry: number;
}

/** What is known of one thing that is watched: an ESP set, a sync item. Times are readings of one clock, in seconds from 0. */
export interface ItemState {
  /** Least time between two writes. */
  readonly interval: number;
  /** Time between two rescans; Infinity: none. */
  readonly rescan: number;
  /** The first change that is not written; null: none. */
  readonly dirtySince: number | null;
  readonly changedAt: number;
  readonly writtenAt: number;
  readonly rescanAt: number;
  /** It is there to be watched: mounted, not deleted. */
  readonly present: boolean;
  /** The last writes, one after the other, did not do what they should; null: the last one did. */
  readonly failed: { readonly count: number; readonly at: number } | null;
  /** It was written after the end was told: it is not written again. */
  readonly isSpent: boolean;
}

/** What was found at the locks of package managers. A lock is itself for as long as its holder has it. */
export interface LockState {
  readonly at: number;
  /** Since when each is known to be held. */
  readonly held: ReadonlyMap<string, number>;
  /** Since when there was at every look one that is waited for; null: there is none. */
  readonly busySince: number | null;
}

/** All that decisions are made from. */
export interface WatchState {
  readonly items: ReadonlyMap<string, ItemState>;
  /** A group is on its way: one at most. Since when nobody is known to have taken it. */
  readonly onWay: { readonly lookedAt: number } | null;
  readonly locks: LockState;
  /** Told to end: what is pending is written at once. */
  readonly ending: boolean;
}

/** What happened. */
export type WatchEvent =
  /** A group was read; it replaces one of the same key. With `due` it is written as soon as it can be. */
  | {
      readonly kind: 'read';
      readonly key: string;
      readonly interval: number;
      readonly rescan: number;
      readonly due: boolean;
    }
  | { readonly kind: 'changed'; readonly key: string }
  /** It may have changed unseen, and is looked at. */
  | { readonly kind: 'doubted'; readonly key: string }
  | { readonly kind: 'present'; readonly key: string; readonly present: boolean }
  /** The locks that are held, each by what tells it from the next one at the same place. */
  | { readonly kind: 'locks'; readonly held: readonly string[] }
  /** The consumer has not taken the group yet. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'taken' }
  /** A group did what it should, or did not. */
  | { readonly kind: 'done' | 'failed'; readonly key: string }
  /** A group is to be written again, and whoever is at work is waited for first. */
  | { readonly kind: 'later'; readonly key: string }
  | { readonly kind: 'ending' };

export const emptyState: WatchState = {
  items: new Map(),
  onWay: null,
  locks: { at: Number.NEGATIVE_INFINITY, held: new Map(), busySince: null },
  ending: false,
};

/** The state after an event, at `now`. */
export function afterEvent(state: WatchState, event: WatchEvent, timing: Timing, now: number): WatchState {
  switch (event.kind) {
    case 'read':
      return withItem(state, event.key, readItem(state.items.get(event.key), event, now));
    case 'changed':
    case 'later':
      return changeItem(state, event.key, (item) => ({
        dirtySince: isFirstChange(item) ? now : item.dirtySince,
        changedAt: now,
      }));
    case 'doubted':
      return changeItem(state, event.key, () => ({ rescanAt: now }));
    case 'present':
      return changeItem(state, event.key, ({ rescan }) => ({
        present: event.present,
        rescanAt: event.present ? now : now + rescan,
      }));
    case 'locks':
      return { ...state, locks: locksAfter(state.locks, event.held, timing, now) };
    case 'waiting':
      return { ...state, onWay: { lookedAt: now } };
    case 'taken':
      return { ...state, onWay: null };
    case 'done':
      return changeItem(state, event.key, () => ({ failed: null }));
    case 'failed':
      return changeItem(state, event.key, ({ failed, dirtySince }) => ({
        failed: { count: (failed?.count ?? 0) + 1, at: now },
        dirtySince: dirtySince ?? now,
      }));
    case 'ending':
      return { ...state, ending: true };
  }
}

/** What waits since ever (the group was just read), or because it failed, now waits for quiet, too. */
function isFirstChange({ dirtySince, failed, changedAt, writtenAt }: ItemState): boolean {
  return dirtySince === null || dirtySince < 0 || (failed !== null && changedAt <= writtenAt);
}

function readItem(
  before: ItemState | undefined,
  { interval, rescan, due }: Extract<WatchEvent, { kind: 'read' }>,
  now: number,
): ItemState {
  const never = Number.NEGATIVE_INFINITY;
  const pending = before?.dirtySince ?? null;
  return {
    interval,
    rescan,
    // Quiet for long already: it does not wait for more quiet.
    dirtySince: due ? never : pending,
    changedAt: due ? never : (before?.changedAt ?? never),
    writtenAt: before?.writtenAt ?? never,
    rescanAt: now + rescan,
    present: before?.present ?? true,
    // A group that was read anew is not what failed.
    failed: null,
    isSpent: before?.isSpent ?? false,
  };
}

function changeItem(
  state: WatchState,
  key: string,
  change: (item: ItemState) => Partial<ItemState>,
): WatchState {
  const item = state.items.get(key);
  return item === undefined ? state : withItem(state, key, { ...item, ...change(item) });
}

function withItem(state: WatchState, key: string, item: ItemState): WatchState {
  return { ...state, items: new Map(state.items).set(key, item) };
}

/** Whether a lock has been held for so long that nobody waits for it any more. */
export function isStaleLock({ at, held }: LockState, lock: string, { holdMax }: Timing): boolean {
  const since = held.get(lock);
  return since !== undefined && at - since >= holdMax;
}

/** Of those that are held now, since when: one that was not among them before is a new one, wherever it is. */
function locksAfter(before: LockState, held: readonly string[], timing: Timing, now: number): LockState {
  const locks = { at: now, held: new Map(held.map((lock) => [lock, before.held.get(lock) ?? now])) };
  const isBusy = held.some((lock) => !isStaleLock({ ...locks, busySince: null }, lock, timing));
  return { ...locks, busySince: isBusy ? (before.busySince ?? now) : null };
}
