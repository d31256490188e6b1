import fc from 'fast-check';
import t from 'tap';
import { turnedLinks } from '../../src/decide/turned-links.ts';

t.test('the new one is in front, and each is there once while there are enough', async (t) => {
  t.strictSame(turnedLinks('b', ['a', 'a', 'a', 'a']), ['b', 'a', 'a', 'a']);
  t.strictSame(turnedLinks('e', ['d', 'c', 'b', 'a']), ['e', 'd', 'c', 'b']);
  t.strictSame(turnedLinks('b', ['d', 'c', 'b', 'a']), ['b', 'd', 'c', 'a'], 'back to an old one');
  t.strictSame(turnedLinks('a', []), ['a', 'a', 'a', 'a']);
});

t.test('always as many, none of them new but the one', async () => {
  const ids = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 6 });
  fc.assert(
    fc.property(ids, fc.constantFrom('a', 'x'), (before, id) => {
      const turned = turnedLinks(id, before);
      const wanted = new Set<string>([id, ...before]);
      return (
        turned.length === 4 &&
        turned[0] === id &&
        turned.every((one) => wanted.has(one)) &&
        new Set(turned).size === Math.min(4, wanted.size)
      );
    }),
  );
});
