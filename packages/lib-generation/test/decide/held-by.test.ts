import t from 'tap';
import { heldBy } from '../../src/decide/held-by.ts';
import type { Generation } from '../../src/decide/layout.ts';

const id = '20210411212549sdBXyLxg';
const generation: Generation = {
  id,
  time: 0,
  isSealed: true,
  slot: null,
  isDefault: false,
  hasNested: false,
  isKept: false,
  base: null,
  kernels: [],
};
const nothing = { booted: null, mounts: [], triedOf: () => null };

t.test('why a generation must not be deleted', async (t) => {
  t.strictSame(heldBy(generation, nothing), []);
  t.strictSame(heldBy({ ...generation, slot: 1 }, nothing), []);
  t.strictSame(heldBy({ ...generation, slot: 0, isDefault: true, isKept: true }, nothing), [
    'current',
    'default',
    'keep',
  ]);
  t.strictSame(heldBy({ ...generation, hasNested: true }, { ...nothing, triedOf: () => 'untried' }), [
    'untried',
    'nested',
  ]);
  for (const tried of ['good', 'bad'] as const)
    t.strictSame(heldBy(generation, { ...nothing, triedOf: () => tried }), []);
  const mounts = [{ root: `/snapshots/${id}/@/usr` }];
  t.strictSame(heldBy(generation, { ...nothing, mounts }), ['mounted'], 'a directory of it is enough');
  t.strictSame(
    heldBy(generation, { ...nothing, booted: id, mounts }),
    ['booted'],
    'the root is mounted, as is known',
  );
  t.strictSame(heldBy(generation, { ...nothing, mounts: [{ root: '/' }, { root: '/commons/@home' }] }), []);
});
