import fc from 'fast-check';
import t from 'tap';
import { nextAction } from '../../src/decide/next-action.ts';
import {
  afterEvent,
  emptyState,
  type Timing,
  type WatchEvent,
  type WatchState,
} from '../../src/decide/watch-state.ts';

/** What the world does, at a time. */
type Happening = { readonly at: number } & (
  | { readonly kind: 'read' | 'change'; readonly key: string }
  | { readonly kind: 'absent' | 'present'; readonly key: string }
  /** A lock is taken, or left; one that is taken anew is another one. */
  | { readonly kind: 'lock' | 'unlock'; readonly lock: string }
  | { readonly kind: 'busy' | 'ready' | 'breaks' | 'mended' | 'stop' | 'taken' }
);

const keys = ['a', 'b', 'c'];
const intervals: Readonly<Record<string, number>> = { a: 0, b: 7, c: 60 };
const at = fc.integer({ min: 0, max: 4000 }).map((tenths) => tenths / 10);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('change' as const), key: fc.constantFrom(...keys), at }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('read' as const), key: fc.constantFrom(...keys), at }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('absent' as const, 'present' as const),
      key: fc.constantFrom(...keys),
      at,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('lock' as const, 'unlock' as const),
      lock: fc.constantFrom('pacman', 'dpkg'),
      at,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('busy' as const, 'ready' as const, 'breaks' as const, 'mended' as const),
      at,
    }),
  },
);
const someTiming: fc.Arbitrary<Timing> = fc.record({
  settle: fc.constantFrom(0, 0.1, 2, 5),
  maxWait: fc.constantFrom(0, 3, 30),
  holdMax: fc.constantFrom(0, 20, 100, 900),
  look: fc.constant(0.5),
  retry: fc.constantFrom(10, 60, Number.POSITIVE_INFINITY),
});
const rescans: Readonly<Record<string, number>> = { a: 50, b: 900, c: Number.POSITIVE_INFINITY };

interface Written {
  readonly key: string;
  readonly at: number;
  /** It did what it should. */
  readonly isDone?: boolean;
}

interface Play {
  readonly writes: readonly Written[];
  readonly rescans: readonly Written[];
  readonly state: WatchState;
  /** Times when locks were looked at, and when the machine woke by its own timer. */
  readonly looks: readonly number[];
  readonly woken: readonly number[];
  /** How it ended, and when; null: it did not. */
  readonly end: { readonly at: number; readonly unwritten: ReadonlyMap<string, string> } | null;
}

/** Plays a history on the machine, as the command would: events at their times, timers at theirs. Ends at `end`. */
function play(history: readonly Happening[], timing: Timing, end: number): Play {
  const queue = [...history].sort((one, other) => one.at - other.at);
  const writes: Written[] = [];
  const rescanned: Written[] = [];
  const looks: number[] = [];
  const woken: number[] = [];
  let state: WatchState = emptyState;
  const locked = new Map<string, string>();
  let isBusy = false;
  let isBroken = false;
  let ended: Play['end'] = null;
  const tell = (event: WatchEvent, now: number) => {
    state = afterEvent(state, event, timing, now);
  };
  const insert = (later: Happening) => {
    queue.push(later);
    queue.sort((one, other) => one.at - other.at);
  };
  const settle = (now: number): number => {
    for (let steps = 0; steps < 1000; steps += 1) {
      const { action, state: after } = nextAction(state, timing, now);
      state = after;
      if (action.kind === 'wait') return action.until;
      if (action.kind === 'write') {
        writes.push({ key: action.key, at: now, isDone: !isBroken });
        tell({ kind: isBroken ? 'failed' : 'done', key: action.key }, now);
        if (state.ending) insert({ kind: 'taken', at: now + 1.5 });
      } else if (action.kind === 'rescan') rescanned.push({ key: action.key, at: now });
      else if (action.kind === 'look at locks') {
        looks.push(now);
        tell({ kind: 'locks', held: [...locked.values()] }, now);
      } else if (action.kind === 'look at consumer') tell({ kind: isBusy ? 'waiting' : 'taken' }, now);
      else {
        ended = { at: now, unwritten: action.unwritten };
        return Number.POSITIVE_INFINITY;
      }
    }
    throw new Error(`it never waits, at ${now}`);
  };
  let until = Number.POSITIVE_INFINITY;
  for (let now = 0; now < end && ended === null; ) {
    const [next] = queue;
    now = Math.min(next?.at ?? end, until, end);
    if (next?.at === now) {
      queue.shift();
      if (next.kind === 'read') tell(readOf(next.key), now);
      else if (next.kind === 'change') tell({ kind: 'changed', key: next.key }, now);
      else if (next.kind === 'absent' || next.kind === 'present')
        tell({ kind: 'present', key: next.key, present: next.kind === 'present' }, now);
      else if (next.kind === 'lock') locked.set(next.lock, `${next.lock} of ${now}`);
      else if (next.kind === 'unlock') locked.delete(next.lock);
      else if (next.kind === 'breaks' || next.kind === 'mended') isBroken = next.kind === 'breaks';
      else if (next.kind === 'stop') {
        tell({ kind: 'ending' }, now);
        // What was on its way ends by itself, some time.
        if (state.onWay !== null) insert({ kind: 'taken', at: now + 1.5 });
      } else if (next.kind === 'taken') tell({ kind: 'taken' }, now);
      else isBusy = next.kind === 'busy';
    } else woken.push(now);
    const wait = settle(now);
    if (wait <= now) throw new Error(`it would wake at once for ever, at ${now}`);
    until = wait;
  }
  return { writes, rescans: rescanned, state, looks, woken, end: ended };
}

function readOf(key: string): WatchEvent {
  const [interval, rescan] = [intervals[key] ?? 0, rescans[key] ?? Number.POSITIVE_INFINITY];
  return { kind: 'read', key, interval, rescan, due: true };
}

const start: readonly Happening[] = keys.map((key) => ({ kind: 'read', key, at: 0 }));
const history = fc.array(happening, { maxLength: 60 }).map((some) => [...start, ...some]);
/** All is there again. */
function presentAgain(time: number): readonly Happening[] {
  return keys.map((key): Happening => ({ kind: 'present', key, at: time }));
}

/** At the end all is there, nothing is locked, the consumer reads and does what it should. */
const calm: readonly Happening[] = [
  { kind: 'unlock', lock: 'pacman', at: 401 },
  { kind: 'unlock', lock: 'dpkg', at: 401 },
  { kind: 'ready', at: 401 },
  { kind: 'mended', at: 401 },
  ...presentAgain(401),
];
const isNoFault = ({ kind }: Happening) => kind !== 'breaks';
const runs = { numRuns: 500 };

t.test('no change is ever lost', async () => {
  fc.assert(
    fc.property(history, someTiming, (some, timing) => {
      // Without --retry, what failed waits for the next change.
      const end = timing.retry === Number.POSITIVE_INFINITY ? some.filter(isNoFault) : some;
      const { writes, state } = play([...end, ...calm], timing, 10_000);
      for (const [key, item] of state.items) {
        const last = Math.max(
          ...some.flatMap((each) =>
            'key' in each && each.key === key && each.kind !== 'absent' && each.kind !== 'present'
              ? [each.at]
              : [],
          ),
        );
        const after = writes.some((write) => write.key === key && write.at >= last && write.isDone);
        if (!after || item.dirtySince !== null)
          throw new Error(`${key} changed at ${last} and is not written`);
      }
    }),
    runs,
  );
});

t.test('nothing is written while it is quiet, and each group has a change of its own', async () => {
  fc.assert(
    fc.property(history, someTiming, (some, timing) => {
      const { writes } = play([...some, ...calm], timing, 3000);
      for (const key of keys) {
        let before = Number.NEGATIVE_INFINITY;
        let hasFailed = false;
        for (const write of writes.filter((each) => each.key === key)) {
          const cause = some.some(
            (each) =>
              'key' in each &&
              each.key === key &&
              (each.kind === 'change' || each.kind === 'read') &&
              each.at >= before &&
              each.at <= write.at,
          );
          if (!cause && !hasFailed) throw new Error(`${key} is written at ${write.at} for nothing`);
          before = write.at;
          hasFailed = write.isDone === false;
        }
      }
    }),
    runs,
  );
});

t.test('a change is not written before it was quiet, or has waited long enough', async () => {
  fc.assert(
    fc.property(history, someTiming, (some, timing) => {
      const { writes } = play([...some, ...calm], timing, 1000);
      for (const key of keys) {
        const own = writes.filter((each) => each.key === key);
        for (const [index, write] of own.entries()) {
          const before = own[index - 1]?.at ?? Number.NEGATIVE_INFINITY;
          const times = (kind: Happening['kind']) =>
            some.flatMap((each) =>
              'key' in each && each.key === key && each.kind === kind ? [each.at] : [],
            );
          const changes = times('change').filter((time) => time >= before && time <= write.at);
          const reads = times('read').filter((time) => time >= before && time <= write.at);
          if (reads.length > 0 || changes.length === 0) continue;
          const first = Math.min(...changes);
          const last = Math.max(...changes);
          const isDue = write.at >= Math.min(last + timing.settle, first + timing.maxWait) - 1e-9;
          if (!isDue) throw new Error(`${key}: ${first} to ${last}, and written at ${write.at}`);
        }
      }
    }),
    runs,
  );
});

t.test('--max-wait holds when nothing stands in the way', async () => {
  const changes = fc.array(at, { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(changes, someTiming, (times, timing) => {
      const some = times.map((time): Happening => ({ kind: 'change', key: 'a', at: time }));
      const { writes } = play([{ kind: 'read', key: 'a', at: 0 }, ...some], timing, 1000);
      for (const time of times) {
        const latest = time + Math.max(timing.maxWait, timing.settle);
        const isWritten = writes.some((write) => write.at >= time && write.at <= latest + timing.look + 1e-9);
        if (!isWritten) throw new Error(`changed at ${time}, and not written until ${latest}`);
      }
    }),
    runs,
  );
});

t.test('--min-interval and the delay of an item hold', async () => {
  fc.assert(
    fc.property(history, someTiming, (some, timing) => {
      const { writes } = play([...some, ...calm], timing, 1000);
      for (const key of keys) {
        const times = writes.filter((each) => each.key === key).map((each) => each.at);
        for (const [index, time] of times.entries()) {
          const before = times[index - 1] ?? Number.NEGATIVE_INFINITY;
          if (time - before < (intervals[key] ?? 0) - 1e-9)
            throw new Error(`${key}: ${before}, then ${time}`);
        }
      }
    }),
    runs,
  );
});

t.test('at most one group is on its way', async () => {
  fc.assert(
    fc.property(history, someTiming, (some, timing) => {
      // From 0 on nobody reads: whatever happens, one group goes, and no other.
      const busy = some.filter(({ kind }) => kind !== 'ready');
      const { writes } = play([{ kind: 'busy', at: 0 }, ...busy], timing, 1000);
      if (writes.length > 1) throw new Error(`${writes.length} groups wait`);
    }),
    runs,
  );
});

t.test('while locks are held nothing is written, but after --hold-max', async () => {
  fc.assert(
    fc.property(history, someTiming, (some, timing) => {
      const locked = some.filter(({ kind }) => kind !== 'unlock' && kind !== 'lock');
      const { writes, looks } = play(
        // What is never there is never written, whatever is held.
        [
          { kind: 'lock', lock: 'pacman', at: 0 },
          ...locked,
          { kind: 'ready', at: 400 },
          ...presentAgain(400),
        ],
        timing,
        2000,
      );
      const [found = 0] = looks;
      for (const write of writes) {
        if (write.at < found + timing.holdMax) throw new Error(`written at ${write.at}, found at ${found}`);
      }
      if (writes.length === 0) throw new Error('it holds for ever');
    }),
    runs,
  );
});

t.test('a lock that was left behind hides no later one', async () => {
  fc.assert(
    fc.property(history, someTiming, (some, timing) => {
      for (const write of play([...some, ...calm], timing, 1000).writes) {
        for (const lock of ['pacman', 'dpkg']) {
          const acts = [...some, ...calm].filter(
            (each) =>
              'lock' in each &&
              each.lock === lock &&
              // One that is taken right after the look cannot be known.
              (each.kind === 'unlock' ? each.at <= write.at : each.at < write.at - 0.05),
          );
          const last = acts.sort((one, other) => one.at - other.at).at(-1);
          // One after the other they are waited for four times as long.
          const first = Math.min(...some.flatMap((each) => (each.kind === 'lock' ? [each.at] : [])));
          const isLong = write.at - first >= 4 * timing.holdMax;
          if (last?.kind === 'lock' && write.at - last.at < timing.holdMax && !isLong)
            throw new Error(`${write.key} is written at ${write.at}, ${lock} is held since ${last.at}`);
        }
      }
    }),
    runs,
  );
});

t.test('a stop ends, each is written at most once more, and no change is lost without a word', async () => {
  fc.assert(
    fc.property(history, someTiming, at, (some, timing, stop) => {
      const { writes, end } = play([...some, { kind: 'stop', at: stop }], timing, 5000);
      if (end === null) throw new Error('it goes on');
      if (end.at > stop + 1.5 * (keys.length + 1)) throw new Error(`it ends at ${end.at} only`);
      for (const key of keys) {
        const own = writes.filter((write) => write.key === key);
        if (own.filter((write) => write.at > stop).length > 1) throw new Error(`${key} is written again`);
        const changes = some.flatMap((each) =>
          (each.kind === 'change' || each.kind === 'read') && each.key === key && each.at < end.at
            ? [each.at]
            : [],
        );
        const last = Math.max(...changes);
        const isWritten = own.some((write) => write.at >= last);
        if (!isWritten && !end.unwritten.has(key)) throw new Error(`${key} changed at ${last}, and no word`);
      }
    }),
    { numRuns: 2000 },
  );
});

t.test('when nothing waits, no timer but that of the rescan wakes', async () => {
  fc.assert(
    fc.property(history, someTiming, (some, timing) => {
      const { woken, rescans: done } = play([...some, ...calm], timing, 9000);
      const late = woken.filter((time) => time > 5000 && time < 9000);
      const due = done.filter((rescan) => rescan.at > 5000);
      if (late.some((time) => !due.some((rescan) => rescan.at === time))) throw new Error(`woken at ${late}`);
      for (const key of keys) {
        const times = due.filter((rescan) => rescan.key === key).map((rescan) => rescan.at);
        for (const [index, time] of times.entries()) {
          if (time - (times[index - 1] ?? 0) < (rescans[key] ?? 0) - 1e-9)
            throw new Error(`${key}: rescans at ${times}`);
        }
      }
    }),
    runs,
  );
});
