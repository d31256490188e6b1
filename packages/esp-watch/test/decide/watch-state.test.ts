import t from 'tap';
import { afterEvent, emptyState, type Timing, type WatchEvent } from '../../src/decide/watch-state.ts';

const timing: Timing = { settle: 2, maxWait: 30, rescan: 900, holdMax: 60, look: 0.5 };
const read: WatchEvent = { kind: 'read', key: 'a', interval: 5, due: false };
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

t.test('locks', async (t) => {
  const locksAfter = (...looks: [now: number, held: boolean][]) =>
    after(...looks.map(([now, held]): [number, WatchEvent] => [now, { kind: 'locks', held }])).locks;
  t.strictSame(locksAfter([1, false]), { at: 1, heldSince: null, isStale: false });
  t.strictSame(locksAfter([1, true], [9, true]), { at: 9, heldSince: 1, isStale: false });
  t.strictSame(locksAfter([1, true], [61, true]), { at: 61, heldSince: 1, isStale: true });
  t.strictSame(locksAfter([1, true], [61, true], [62, false]), { at: 62, heldSince: null, isStale: false });
});

t.test('the group that is on its way, and the end', async (t) => {
  t.strictSame(after([4, { kind: 'waiting' }]).onWay, { lookedAt: 4 });
  t.equal(after([4, { kind: 'waiting' }], [5, { kind: 'taken' }]).onWay, null);
  t.equal(after([4, { kind: 'ending' }]).ending, true);
});
