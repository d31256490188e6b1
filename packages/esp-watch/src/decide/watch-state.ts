/** Times of the watcher, in seconds. */
export interface Timing {
  /** How long it must be quiet before a change is written. */
  readonly settle: number;
  /** How long a change waits at most for quiet. */
  readonly maxWait: number;
  /** Time between two rescans; Infinity: none. */
  readonly rescan: number;
  /** How long locks are waited for at most. */
  readonly holdMax: number;
  /** How often locks, and a consumer that is slow, are looked at while a group waits for them. */
  readonly look: number;
}

/** What is known of one thing that is watched: an ESP set, a sync item. Times are readings of one clock, in seconds from 0. */
export interface ItemState {
  /** Least time between two writes. */
  readonly interval: number;
  /** The first change that is not written; null: none. */
  readonly dirtySince: number | null;
  readonly changedAt: number;
  readonly writtenAt: number;
  readonly rescanAt: number;
  /** It is there to be watched: mounted, not deleted. */
  readonly present: boolean;
}

/** What was found at the locks of package managers. */
export interface LockState {
  readonly at: number;
  /** Since when they are held without a break; null: they are not. */
  readonly heldSince: number | null;
  /** They were held for too long, and are passed over until they have been free. */
  readonly isStale: boolean;
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
  | { readonly kind: 'read'; readonly key: string; readonly interval: number; readonly due: boolean }
  | { readonly kind: 'changed'; readonly key: string }
  /** It may have changed unseen, and is looked at. */
  | { readonly kind: 'doubted'; readonly key: string }
  | { readonly kind: 'present'; readonly key: string; readonly present: boolean }
  | { readonly kind: 'locks'; readonly held: boolean }
  /** The consumer has not taken the group yet. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'taken' }
  | { readonly kind: 'ending' };

export const emptyState: WatchState = {
  items: new Map(),
  onWay: null,
  locks: { at: Number.NEGATIVE_INFINITY, heldSince: null, isStale: false },
  ending: false,
};

/** The state after an event, at `now`. */
export function afterEvent(state: WatchState, event: WatchEvent, timing: Timing, now: number): WatchState {
  switch (event.kind) {
    case 'read':
      return withItem(state, event.key, readItem(state.items.get(event.key), event, timing, now));
    case 'changed':
      return changeItem(state, event.key, ({ dirtySince }) => ({
        // What waits since ever (the group was just read) now waits for quiet, too.
        dirtySince: dirtySince === null || dirtySince < 0 ? now : dirtySince,
        changedAt: now,
      }));
    case 'doubted':
      return changeItem(state, event.key, () => ({ rescanAt: now }));
    case 'present':
      return changeItem(state, event.key, () => ({
        present: event.present,
        rescanAt: event.present ? now : now + timing.rescan,
      }));
    case 'locks':
      return { ...state, locks: locksAfter(state.locks, event.held, timing, now) };
    case 'waiting':
      return { ...state, onWay: { lookedAt: now } };
    case 'taken':
      return { ...state, onWay: null };
    case 'ending':
      return { ...state, ending: true };
  }
}

function readItem(
  before: ItemState | undefined,
  { interval, due }: { readonly interval: number; readonly due: boolean },
  timing: Timing,
  now: number,
): ItemState {
  const never = Number.NEGATIVE_INFINITY;
  const pending = before?.dirtySince ?? null;
  return {
    interval,
    // Quiet for long already: it does not wait for more quiet.
    dirtySince: due ? never : pending,
    changedAt: due ? never : (before?.changedAt ?? never),
    writtenAt: before?.writtenAt ?? never,
    rescanAt: now + timing.rescan,
    present: before?.present ?? true,
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

function locksAfter(before: LockState, held: boolean, timing: Timing, now: number): LockState {
  if (!held) return { at: now, heldSince: null, isStale: false };
  const heldSince = before.heldSince ?? now;
  return { at: now, heldSince, isStale: before.isStale || now - heldSince >= timing.holdMax };
}
