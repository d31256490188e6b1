import type { Messages } from '@twinroot/lib-command';
import type { HeldSign } from '@twinroot/lib-machine';
import { type Action, isHeld, nextAction, type WhyUnwritten } from '../decide/next-action.ts';
import { afterEvent, emptyState, isStaleLock, type Timing, type WatchEvent } from '../decide/watch-state.ts';
import type { Delivered } from './deliver.ts';

/** What the decisions are carried out with. */
export interface Hands {
  /** Writes a group, while these are known to be at work; resolves when it has left. */
  readonly write: (key: string, held: readonly string[]) => Promise<Delivered>;
  /** Whether the group that left last is off our hands. */
  readonly isTaken: () => boolean;
  /** Looks for a change that no event reported, and reports it. */
  readonly rescan: (key: string) => Promise<void>;
  /** Everybody who is at work. */
  readonly readLocks: () => Promise<readonly HeldSign[]>;
}

/** Keeps the state, and does what it asks for, one thing after the other. */
export interface Engine {
  tell(event: WatchEvent): void;
  /** Ends it with this error. */
  fail(error: unknown): void;
  /** Runs until it is told to end; returns what changed and was not written, and why. */
  run(hands: Hands): Promise<ReadonlyMap<string, WhyUnwritten>>;
}

/** An engine that has nothing to do yet. */
export function createEngine(timing: Timing, message: Messages): Engine {
  let state = emptyState;
  let failure: { readonly error: unknown } | null = null;
  let wake: () => void = () => undefined;
  let hasLeft = false;

  function tell(event: WatchEvent): void {
    state = afterEvent(state, event, timing, clock());
    // Who is told to end waits for no reader: what is written is in the pipe.
    if (state.ending && state.onWay !== null && hasLeft) state = { ...state, onWay: null };
    wake();
  }

  function fail(error: unknown): void {
    failure ??= { error };
    wake();
  }

  async function lookAtLocks({ readLocks }: Hands): Promise<void> {
    const before = state.locks;
    const signs = await readLocks();
    tell({ kind: 'locks', held: signs.map(({ id }) => id) });
    for (const { id, words } of signs) {
      if (isStaleLock(state.locks, id, timing)) {
        if (!isStaleLock(before, id, timing))
          message.warning(`${words} for ${timing.holdMax} seconds: a change is written anyway, ignoring`);
      } else if (!before.held.has(id) && before.busySince === null)
        message.info(`${words}: nothing is written until it has ended`);
    }
    const { busySince } = state.locks;
    if (busySince !== null && isHeld(before, timing) && !isHeld(state.locks, timing)) {
      const seconds = Math.round(state.locks.at - busySince);
      message.warning(
        `somebody has been at work for ${seconds} seconds: a change is written anyway, ignoring`,
      );
    }
  }

  function begin(action: Action, hands: Hands): void {
    if (action.kind === 'rescan') hands.rescan(action.key).catch(fail);
    if (action.kind !== 'write') return;
    hasLeft = false;
    const left = (delivered: Delivered) => {
      hasLeft = true;
      tell({ kind: delivered, key: action.key });
      if (state.ending) tell({ kind: 'taken' });
    };
    hands.write(action.key, [...state.locks.held.keys()]).then(left, fail);
  }

  async function run(hands: Hands): Promise<ReadonlyMap<string, WhyUnwritten>> {
    for (;;) {
      if (failure !== null) throw failure.error;
      const { action, state: next } = nextAction(state, timing, clock());
      state = next;
      if (action.kind === 'end') return action.unwritten;
      if (action.kind === 'look at locks') await lookAtLocks(hands);
      else if (action.kind === 'look at consumer')
        tell({ kind: hasLeft && hands.isTaken() ? 'taken' : 'waiting' });
      else if (action.kind === 'wait') await pause(action.until);
      else begin(action, hands);
    }
  }

  function pause(until: number): Promise<void> {
    return new Promise((resolve) => {
      const seconds = Math.max(0, until - clock());
      // Longer than a timer can be is forever.
      const timer = seconds < 2 ** 31 / 1000 ? setTimeout(resolve, Math.ceil(seconds * 1000)) : undefined;
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return { tell, fail, run };
}

/** Seconds since some moment before: times are only compared. */
function clock(): number {
  return performance.now() / 1000;
}
