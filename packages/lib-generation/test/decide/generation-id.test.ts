import fc from 'fast-check';
import t from 'tap';
import { idPattern, lettersOf, newGenerationId, timeOfId } from '../../src/decide/generation-id.ts';

t.test('the time in an id', async (t) => {
  t.equal(timeOfId('20210411212549sdBXyLxg'), Date.UTC(2021, 3, 11, 21, 25, 49) / 1000);
  for (const wrong of [
    '20210411212549sdBXyLx',
    '20210411212549sdBXyLx1',
    '20210230212549sdBXyLxg',
    '20211311212549sdBXyLxg',
    '20210411212560sdBXyLxg',
    'x20210411212549sdBXyLxg',
    '',
  ])
    t.equal(timeOfId(wrong), null, wrong);
});

t.test('a new id comes after all that are there, even when the clock goes back', async () => {
  const id = fc.record({
    now: fc.nat({ max: 4_000_000_000 }),
    others: fc.array(fc.nat({ max: 4_000_000_000 }), { maxLength: 4 }),
  });
  fc.assert(
    fc.property(id, ({ now, others }) => {
      const existing = others.map((time) => newGenerationId(time, 'zzzzzzzz', []));
      const made = newGenerationId(now, 'AAAAAAAA', existing);
      return (
        idPattern.test(made) &&
        existing.every((one) => one < made) &&
        (timeOfId(made) ?? 0) >= now &&
        (timeOfId(made) ?? 0) <= Math.max(now, ...others.map((time) => time + 1))
      );
    }),
  );
});

t.test('letters out of random bytes', async (t) => {
  t.equal(lettersOf(Uint8Array.of(0, 25, 26, 51, 52, 207, 208, 255, 1, 2)), 'AZazAzBC');
  t.match(lettersOf(new Uint8Array(256).map((_, index) => index)), /^[A-Za-z]{8}$/);
});
