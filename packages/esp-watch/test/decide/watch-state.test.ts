import t from 'tap';
import { afterEvent, emptyState, type Timing, type WatchEvent } from '../../src/decide/watch-state.ts';

const read: WatchEvent = { kind: 'read', key: 'a', interval: 5, rescan: 900, due: false };
const timing: Timing = { settle: 2, maxWait: 30, holdMax: 60, look: 0.5, retry: 60 };
const never = Number.NEGATIVE_INFINITY;

/** The state after events, each at its time. */
const after = (...events: [now: number, event: WatchEvent][]) =>
  events.reduce((state, [now, event]) => afterEvent(state, event, timing, now), emptyState);
const itemAfter = (...events: [now: number, event: WatchEvent][]) => after(...events).items.get('a');
const changed: WatchEvent = { kind: 'changed', key: 'a' };

t.test('items', async (t) => {
  const idle = {
    interval: 5,
    dirtySince: null,
    changedAt: never,
    writtenAt: never,
    rescanAt: 901,
    present: true,
    rescan: 900,
    failed: null,
    isSpent: false,
  };
  t.strictSame(itemAfter([1, read]), idle, 'read, and not written at first');
  t.strictSame(itemAfter([1, { ...read, due: true }]), { ...idle, dirtySince: never }, 'written at first');
  t.match(itemAfter([1, read], [3, changed], [4, changed]), { dirtySince: 3, changedAt: 4 });
  t.match(itemAfter([1, { ...read, due: true }], [3, changed]), { dirtySince: 3, changedAt: 3 });
  t.match(itemAfter([1, read], [3, changed], [5, { ...read, interval: 9 }]), {
    interval: 9,
    dirtySince: 3,
    changedAt: 3,
    rescanAt: 905,
  });
  t.match(itemAfter([1, read], [7, { kind: 'doubted', key: 'a' }]), { rescanAt: 7, dirtySince: null });
  t.match(itemAfter([1, read], [7, { kind: 'present', key: 'a', present: false }]), {
    present: false,
    rescanAt: 907,
  });
  t.match(itemAfter([1, read], [7, { kind: 'present', key: 'a', present: true }]), {
    present: true,
    rescanAt: 7,
  });
  t.strictSame(after([1, changed]), emptyState, 'what was never read');
});

t.test('what failed is pending, and counted until it is done', async (t) => {
  const failed: WatchEvent = { kind: 'failed', key: 'a' };
  t.match(itemAfter([1, read], [9, failed]), { dirtySince: 9, failed: { count: 1, at: 9 } });
  t.match(itemAfter([1, read], [3, changed], [9, failed]), { dirtySince: 3, changedAt: 3 });
  t.match(itemAfter([1, read], [9, failed], [20, failed]), { failed: { count: 2, at: 20 } });
  t.match(itemAfter([1, read], [9, failed], [20, { kind: 'done', key: 'a' }]), { failed: null });
});

t.test('locks', async (t) => {
  const locksAfter = (...looks: [now: number, held: readonly string[]][]) =>
    after(...looks.map(([now, held]): [number, WatchEvent] => [now, { kind: 'locks', held }])).locks;
  t.strictSame(locksAfter([1, []]), { at: 1, held: new Map(), busySince: null });
  t.strictSame(locksAfter([1, ['x']], [9, ['y', 'x']]), {
    at: 9,
    held: new Map([
      ['y', 9],
      ['x', 1],
    ]),
    busySince: 1,
  });
  t.strictSame(locksAfter([1, ['x']], [61, []]), { at: 61, held: new Map(), busySince: null });
  t.equal(locksAfter([1, ['x']], [61, ['x']]).busySince, null, 'one that was left behind is not waited for');
  t.equal(locksAfter([1, ['x']], [60, ['x', 'y']], [61, ['x', 'y']]).busySince, 1);
  t.equal(locksAfter([1, ['x']], [61, ['x']], [70, ['x', 'y']]).busySince, 70, 'the next one is');
  t.strictSame(locksAfter([1, ['x']], [2, []], [3, ['x']]).held.get('x'), 3);
});

t.test('the group that is on its way, and the end', async (t) => {
  t.strictSame(after([4, { kind: 'waiting' }]).onWay, { lookedAt: 4 });
  t.equal(after([4, { kind: 'waiting' }], [5, { kind: 'taken' }]).onWay, null);
  t.equal(after([4, { kind: 'ending' }]).ending, true);
});
