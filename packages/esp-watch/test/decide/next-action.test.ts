import t from 'tap';
import { type Action, nextAction } from '../../src/decide/next-action.ts';
import {
  afterEvent,
  emptyState,
  type Timing,
  type WatchEvent,
  type WatchState,
} from '../../src/decide/watch-state.ts';

const timing: Timing = { settle: 2, maxWait: 30, holdMax: 100, look: 0.5, retry: 60 };

/** A machine to play with: each event at its time, then the actions that are due. */
function player(times: Partial<Timing> = {}, rescan = 900) {
  const all = { ...timing, ...times };
  let state: WatchState = emptyState;
  const text = (action: Action) => {
    if (action.kind === 'wait') return `wait ${action.until}`;
    if (action.kind === 'end')
      return ['end', ...[...action.unwritten].map(([key, why]) => `${key} ${why}`)].join(', ');
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
    tell(now, { kind: 'read', key, due, interval, rescan });
  /** Reads a group and brings it out, all at one time. */
  const start = (now: number, key = 'a', interval = 0) => {
    read(now, key, true, interval);
    tell(now, free);
    tell(now, { kind: 'taken' });
  };
  return { next, tell, read, start };
}
const free = { kind: 'locks', held: [] } as const;
const held = { kind: 'locks', held: ['db.lck 1'] } as const;
const heldAnew = { kind: 'locks', held: ['db.lck 2'] } as const;
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
  t.match(tell(132, heldAnew), /wait/, 'that of a new transaction counts, though nobody saw the old one go');
});

t.test('a lock that was left behind hides no other one', async (t) => {
  const { next, start, tell } = player();
  start(0);
  tell(10, changed);
  next(12);
  tell(12, held);
  next(112);
  t.match(tell(112, { kind: 'locks', held: ['db.lck 1', 'dpkg 7'] }), /wait/);
  next(113);
  t.equal(tell(113, held), 'write a');
});

t.test('one lock after the other is not waited for without end', async (t) => {
  const { next, start, tell } = player();
  start(0);
  tell(10, changed);
  next(12);
  for (let now = 12; now < 412; now += 20) {
    t.equal(tell(now, { kind: 'locks', held: [`objcopy ${now}`, 'db.lck 1'] }), `wait ${now + 0.5}`);
    next(now + 20);
  }
  t.equal(tell(412, { kind: 'locks', held: ['objcopy 412', 'db.lck 1'] }), 'write a');
});

t.test('what failed is tried again, later each time, and a change brings it forward', async (t) => {
  const failed = { kind: 'failed', key: 'a' } as const;
  const run = ({ tell }: ReturnType<typeof player>, now: number) => {
    t.equal(tell(now, free), 'write a');
    tell(now, failed);
    tell(now, { kind: 'taken' });
  };
  const one = player();
  one.read(0);
  run(one, 0);
  t.equal(one.next(0), 'wait 60');
  t.equal(one.next(60), 'look at locks');
  run(one, 60);
  t.equal(one.next(60), 'wait 180', 'after twice the time');
  t.equal(one.tell(70, changed), 'wait 120', 'and not at once any more: the failure may be the change');
  t.equal(one.next(120), 'look at locks');
  t.equal(one.tell(120, free), 'write a');
  one.tell(121, { kind: 'done', key: 'a' });
  t.equal(one.tell(121, { kind: 'taken' }), 'wait 1020', 'it is done');
  const first = player();
  first.read(0);
  run(first, 0);
  t.equal(first.tell(10, changed), 'wait 12', 'after the first failure a change is tried at once');
  const many = player({}, Number.POSITIVE_INFINITY);
  many.read(0);
  let now = 0;
  for (let count = 0; count < 12; count += 1) {
    many.next(now);
    run(many, now);
    const wait = Number(many.next(now).replace('wait ', ''));
    t.ok(wait - now <= 3600 && wait - now >= 60, 'an hour at most');
    now = wait;
  }
  const never = player({ retry: Number.POSITIVE_INFINITY }, Number.POSITIVE_INFINITY);
  never.read(0);
  run(never, 0);
  t.equal(never.next(0), 'wait Infinity');
  t.equal(never.tell(5, changed), 'wait 7');
  t.equal(never.next(7), 'look at locks');
  run(never, 7);
  t.equal(never.tell(8, changed), 'wait 10', 'a change only');
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
  const never = player({}, Number.POSITIVE_INFINITY);
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
    t.equal(tell(11, held), 'end, a held');
  });
  await t.test('while it is not there: that is said, too', async (t) => {
    const { start, tell } = player();
    start(0);
    tell(10, changed);
    tell(11, { kind: 'present', key: 'a', present: false });
    t.equal(tell(12, { kind: 'ending' }), 'end, a absent');
  });
  await t.test('while it changes all the time: once, and no more', async (t) => {
    const { start, tell } = player();
    start(0);
    tell(10, changed);
    tell(10.1, { kind: 'ending' });
    t.equal(tell(10.1, free), 'write a');
    t.equal(tell(10.2, changed), 'wait Infinity');
    t.equal(tell(10.3, { kind: 'taken' }), 'end, a late');
  });
  await t.test('with what failed before: it is tried once, and its failure is no lost change', async (t) => {
    const { read, tell } = player();
    read(0);
    tell(0, free);
    tell(1, { kind: 'failed', key: 'a' });
    t.equal(tell(1, { kind: 'taken' }), 'wait 61');
    t.equal(tell(2, { kind: 'ending' }), 'look at locks');
    t.equal(tell(2, free), 'write a');
    tell(3, { kind: 'failed', key: 'a' });
    t.equal(tell(3, { kind: 'taken' }), 'end');
  });
});
