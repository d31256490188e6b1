import t from 'tap';
import { chosenGeneration, slotted } from '../../src/decide/chosen.ts';

const one = (id: string, slot: number | null, isSealed = true) => ({
  id,
  time: 0,
  slot,
  isSealed,
  isDefault: false,
  isKept: false,
  kernels: [],
  hasNested: false,
  base: null,
});
const [a, b, c] = ['20210411212549sdBXyLxg', '20220102030405AbCdEfGh', '20230102030405AbCdEfGh'] as const;
const layout = { generations: [one(a, 2), one(b, 0), one(c, null, false)], current: 'x' };

t.test('by its id', async (t) => {
  t.match(chosenGeneration(layout, { kind: 'id', id: a }), { kind: 'chosen', generation: { id: a } });
  t.match(chosenGeneration(layout, { kind: 'id', id: c }), { kind: 'refused', reason: /is not sealed/ });
  t.match(chosenGeneration(layout, { kind: 'id', id: '20240102030405AbCdEfGh' }), { reason: /there is no/ });
  t.match(chosenGeneration(layout, { kind: 'id', id: '../x' }), { reason: /is not the id/ });
});

t.test('the one before', async (t) => {
  const previous = { kind: 'previous' } as const;
  t.match(chosenGeneration(layout, previous), { kind: 'chosen', generation: { id: a } });
  t.match(chosenGeneration({ ...layout, current: null }, previous), { reason: /leads nowhere/ });
  t.match(chosenGeneration({ ...layout, generations: [one(b, 0)] }, previous), { reason: /the same/ });
  t.strictSame(
    slotted(layout.generations).map(({ id }) => id),
    [b, a],
  );
});
