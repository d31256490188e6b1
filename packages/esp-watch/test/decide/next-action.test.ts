import t from 'tap';
import { type Action, nextAction } from '../../src/decide/next-action.ts';
import {
  afterEvent,
  emptyState,
  type Timing,
  type WatchEvent,
  type WatchState,
} from '../../src/decide/watch-state.ts';

const timing: Timing = { settle: 2, maxWait: 30, rescan: 900, holdMax: 100, look: 0.5 };

/** A machine to play with: each event at its time, then the actions that are due. */
function player(times: Partial<Timing> = {}) {
  const all = { ...timing, ...times };
  let state: WatchState = emptyState;
  const text = (action: Action) => {
    if (action.kind === 'wait') return `wait ${action.until}`;
    if (action.kind === 'end') return `end ${action.held.join(' ')}`.trim();
    return 'key' in action ? `${action.kind} ${action.key}` : action.kind;
  };
  const next = (now: number) => {
    const decision = nextAction(state, all, now);
    state = decision.state;
    return text(decision.action);
  };
  const tell = (now: number, event: WatchEvent) => {
    state = afterEvent(state, event, all, now);
    return next(now);
  };
  const read = (now: number, key = 'a', due = true, interval = 0) =>
    tell(now, { kind: 'read', key, due, interval });
  /** Reads a group and brings it out, all at one time. */
  const start = (now: number, key = 'a', interval = 0) => {
    read(now, key, true, interval);
    tell(now, { kind: 'locks', held: false });
    tell(now, { kind: 'taken' });
  };
  return { next, tell, read, start };
}
const free = { kind: 'locks', held: false } as const;
const held = { kind: 'locks', held: true } as const;
const changed = { kind: 'changed', key: 'a' } as const;

t.test('a group that was read is written once', async (t) => {
  const { next, read, tell } = player();
  t.equal(read(0), 'look at locks');
  t.equal(tell(0, free), 'write a');
  t.equal(next(0), 'wait 900');
  t.equal(tell(1, { kind: 'taken' }), 'wait 900');
});

t.test('one that is not due is only watched', async (t) => {
  const { read, tell } = player();
  t.equal(read(0, 'a', false), 'wait 900');
  t.equal(tell(10, changed), 'wait 12');
});

t.test('a change is written when it was quiet', async (t) => {
  const { next, start, tell } = player();
  start(0);
  t.equal(tell(10, changed), 'wait 12');
  t.equal(tell(11, changed), 'wait 13', 'and another one waits for quiet anew');
  t.equal(next(13), 'look at locks');
  t.equal(tell(13, free), 'write a');
});

t.test('it does not wait longer than --max-wait', async (t) => {
  const { next, start, tell } = player();
  start(0);
  for (let now = 10; now < 39; now += 1) t.equal(tell(now, changed), `wait ${Math.min(now + 2, 40)}`);
  t.equal(next(40), 'look at locks');
  t.equal(tell(40, free), 'write a');
});

t.test('two groups for the same are not closer than --min-interval', async (t) => {
  const { next, start, tell } = player();
  start(0, 'a', 60);
  t.equal(tell(10, changed), 'wait 60');
  t.equal(next(60), 'look at locks');
});

t.test('each item has its own times, and its own group', async (t) => {
  const { next, start, tell } = player();
  start(0, 'a');
  start(0, 'b', 300);
  tell(10, { kind: 'changed', key: 'b' });
  t.equal(tell(11, changed), 'wait 13');
  t.equal(next(13), 'look at locks');
  t.equal(tell(13, free), 'write a');
  t.equal(tell(13, { kind: 'taken' }), 'wait 300');
});

t.test('at most one group is on its way: changes are joined', async (t) => {
  const { next, start, tell } = player();
  start(0);
  tell(10, changed);
  next(12);
  t.equal(tell(12, free), 'write a');
  tell(13, changed);
  tell(14, changed);
  t.equal(next(16), 'look at consumer');
  t.equal(tell(16, { kind: 'waiting' }), 'wait 16.5');
  tell(16.2, changed);
  t.equal(next(30), 'look at consumer');
  tell(30, { kind: 'taken' });
  t.equal(tell(30, free), 'write a');
  t.equal(next(30), 'wait 930', 'and nothing is left');
});

t.test('while locks are held nothing is written, and they are looked at again', async (t) => {
  const { next, start, tell } = player();
  start(0);
  tell(10, changed);
  t.equal(next(12), 'look at locks');
  t.equal(tell(12, held), 'wait 12.5');
  t.equal(next(12.5), 'look at locks');
  tell(12.5, held);
  t.equal(next(50), 'look at locks');
  t.equal(tell(50, free), 'write a');
});

t.test('a lock that a crash left behind holds for --hold-max, once', async (t) => {
  const { next, start, tell } = player();
  start(0);
  tell(10, changed);
  next(12);
  tell(12, held);
  next(111);
  t.match(tell(111, held), /wait/);
  next(112);
  t.equal(tell(112, held), 'write a');
  tell(113, { kind: 'taken' });
  tell(120, changed);
  next(122);
  t.equal(tell(122, held), 'write a', 'it is known by now');
  tell(123, { kind: 'taken' });
  tell(130, changed);
  next(132);
  tell(132, free);
  tell(132, { kind: 'taken' });
  tell(140, changed);
  next(142);
  t.match(tell(142, held), /wait/, 'a new one counts again');
});

t.test('without pending changes nobody looks at locks', async (t) => {
  const { next, start } = player();
  start(0);
  for (let now = 1; now < 900; now += 1) t.equal(next(now), 'wait 900');
});

t.test('a rescan is due from time to time, and not while a change waits', async (t) => {
  const { next, start, tell } = player();
  start(0);
  t.equal(next(900), 'rescan a');
  t.equal(next(900), 'wait 1800');
  tell(1799, changed);
  t.equal(next(1800), 'wait 1801');
  const never = player({ rescan: Number.POSITIVE_INFINITY });
  never.start(0);
  t.equal(never.next(1e9), 'wait Infinity');
});

t.test('what is not there is not written, and is looked at when it comes back', async (t) => {
  const { next, start, tell } = player();
  start(0);
  tell(10, { kind: 'present', key: 'a', present: false });
  t.equal(tell(11, changed), 'wait 910');
  t.equal(next(910), 'rescan a', 'it may have come back unseen');
  t.equal(
    tell(920, { kind: 'present', key: 'a', present: true }),
    'look at locks',
    'what was pending still is',
  );
  tell(920, free);
  tell(921, { kind: 'taken' });
  tell(930, { kind: 'present', key: 'a', present: false });
  t.equal(tell(940, { kind: 'present', key: 'a', present: true }), 'rescan a');
});

t.test('told to end', async (t) => {
  await t.test('with nothing pending', async (t) => {
    const { start, tell } = player();
    start(0);
    t.equal(tell(10, { kind: 'ending' }), 'end');
  });
  await t.test('with a change: it is written at once', async (t) => {
    const { start, tell } = player();
    start(0, 'a', 300);
    tell(10, changed);
    t.equal(tell(10.1, { kind: 'ending' }), 'look at locks');
    t.equal(tell(10.1, free), 'write a');
    t.equal(tell(10.2, { kind: 'taken' }), 'end');
  });
  await t.test('with a group on its way: that is waited for', async (t) => {
    const { start, tell, next } = player();
    start(0);
    tell(10, changed);
    next(12);
    tell(12, free);
    tell(12.5, changed);
    t.equal(tell(13, { kind: 'ending' }), 'wait Infinity');
    tell(14, { kind: 'taken' });
    t.equal(tell(14, free), 'write a');
    t.equal(tell(14, { kind: 'taken' }), 'end');
  });
  await t.test('while locks are held: it is not written, and said', async (t) => {
    const { start, tell } = player();
    start(0);
    tell(10, changed);
    tell(11, { kind: 'ending' });
    t.equal(tell(11, held), 'end a');
  });
});
