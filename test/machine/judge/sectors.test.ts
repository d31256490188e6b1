import t from 'tap';
import { createStore } from './sectors.ts';

t.test('a store gives back what it was given, in numbers', (t) => {
  const store = createStore();
  const sectors = Array.from({ length: 5000 }, (_, index) => Buffer.alloc(512, `${index};`));
  const numbers = sectors.map((sector) => store.numberOf(sector));
  t.equal(new Set(numbers).size, sectors.length, 'a number for each content');
  t.ok(sectors.every((sector, index) => store.contentOf(numbers[index] ?? 0).equals(sector)));
  t.same(
    sectors.map((sector) => store.numberOf(sector)),
    numbers,
    'and the same one again',
  );
  t.equal(store.numberOf(Buffer.alloc(512)), 0, 'zeros are 0');
  t.end();
});
