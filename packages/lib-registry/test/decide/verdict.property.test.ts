import fc from 'fast-check';
import t from 'tap';
import { type Verdict, verdictOf } from '../../src/decide/verdict.ts';
import { type Judge, play, type Step } from './model.ts';

const numRuns = Number(process.env['TWINROOT_HISTORIES'] ?? 10_000);

const member = fc.nat({ max: 3 });
const edits: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('edit' as const),
  member,
  path: fc.nat({ max: 2 }),
  removes: fc.nat({ max: 5 }).map((one) => one === 0),
});
const boots: fc.Arbitrary<Step> = fc.record({ do: fc.constantFrom('boot' as const), member });
const presence: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('pull' as const, 'plug' as const),
  member,
});
const membership: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('leave' as const, 'join' as const, 'replace' as const),
  member,
});
const runs = (isForced: boolean): fc.Arbitrary<Step> =>
  fc.record({
    do: fc.constant('run' as const),
    cut: fc.option(fc.nat({ max: 12 }), { nil: null }),
    force: isForced ? fc.oneof(fc.constant(0), fc.nat({ max: 15 })) : fc.constant(0),
  });
const plain = fc.oneof(
  { arbitrary: edits, weight: 4 },
  { arbitrary: runs(false), weight: 5 },
  { arbitrary: boots, weight: 2 },
  { arbitrary: presence, weight: 2 },
);
const any = fc.oneof(
  { arbitrary: plain, weight: 6 },
  { arbitrary: runs(true), weight: 2 },
  { arbitrary: membership, weight: 1 },
);
const historiesOf = (steps: fc.Arbitrary<Step>) =>
  fc.record({
    count: fc.integer({ min: 2, max: 4 }),
    steps: fc
      .tuple(fc.nat({ max: 4 }), fc.array(steps, { minLength: 2, maxLength: 30 }))
      // Most sets are in step before anything happens.
      .map(([first, all]): readonly Step[] =>
        first === 0 ? all : [{ do: 'run', cut: null, force: 0 }, ...all],
      ),
  });

const writes: readonly Verdict[] = ['same', 'cut off', 'older'];

/** Whether a judgement would lose an edit, anywhere in a history. */
function losesNothing(judge: Judge) {
  return fc.property(historiesOf(any), ({ count, steps }) => {
    for (const { verdict, isMore } of play(count, steps, judge))
      if (isMore && writes.includes(verdict))
        throw new Error(`${verdict}, but the mirror has an edit of its own`);
  });
}

t.test('a mirror that holds an edit of its own is never written', async (t) => {
  const seen = new Map<Verdict, number>();
  const judge: Judge = (...sides) => {
    const verdict = verdictOf(...sides);
    seen.set(verdict, (seen.get(verdict) ?? 0) + 1);
    return verdict;
  };
  fc.assert(losesNothing(judge), { numRuns });
  const missed = (['same', 'cut off', 'older', 'newer', 'diverged', 'changed', 'unknown'] as const).filter(
    (verdict) => !seen.has(verdict),
  );
  t.strictSame(missed, [], 'each verdict is met');
  t.comment([...seen].map(([verdict, times]) => `${verdict} ${times}`).join(', '));
});

t.test('diverged is said only of two that have each what the other has not', async (t) => {
  let diverged = 0;
  fc.assert(
    fc.property(historiesOf(plain), ({ count, steps }) => {
      for (const { verdict, isOther, isLess, isTouched } of play(count, steps, verdictOf)) {
        // Of an edit on what a cut run left behind, nothing tells whether it was made on the old or the new: that is refused, too.
        if (verdict !== 'diverged' || isTouched) continue;
        diverged += 1;
        if (!isOther || !isLess) throw new Error('one of them has all that the other has');
      }
    }),
    { numRuns },
  );
  t.ok(diverged > 0, `${diverged} diverged`);
});

t.test('a counter in the place of the ids loses edits', async (t) => {
  const byCounter: Judge = (source, mirror, isEqual) => {
    if (isEqual) return 'same';
    if (source === null || mirror === null) return 'unknown';
    if (mirror.content.edited.length > 0) return 'changed';
    return mirror.registry.generation.number <= source.generation.number ? 'older' : 'newer';
  };
  const { failed } = fc.check(losesNothing(byCounter), { numRuns: Math.max(numRuns, 1000) });
  t.ok(failed, 'the property sees it');
});
