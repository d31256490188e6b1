import t from 'tap';
import { generationRecords, unpublished } from '../../src/decide/records.ts';

const one = {
  id: '20210411212549sdBXyLxg',
  time: 1618176349,
  isSealed: true,
  slot: 0,
  isDefault: false,
  hasNested: false,
  isKept: false,
  base: null,
  kernels: ['6.9.1', '6.12.0', '6.12.0-rc1'],
};
const other = { ...one, id: '20220411212549sdBXyLxg', isSealed: false, slot: null, kernels: [] };

t.test('generations as records', async (t) => {
  const layout = { generations: [one, other], current: 'x', faults: [] };
  const records = generationRecords(layout, { booted: null, mounts: [], ...unpublished });
  t.match(records, [
    { id: one.id, state: 'sealed', current: 0, held_by: ['current'], kernel: '6.12.0' },
    { id: other.id, state: 'unsealed', current: null, held_by: null, kernel: null },
  ]);
  t.match(records[0], { base: null, tried: null, members: null });
  const published = generationRecords(
    { ...layout, generations: [one, { ...other, base: one.id }] },
    {
      booted: null,
      mounts: [],
      triedOf: (id) => (id === other.id ? 'untried' : 'good'),
      completeOn: (id) => (id === other.id ? ['a', 'b'] : []),
    },
  );
  t.match(published, [
    { base: null, tried: 'good', members: null, held_by: ['current'] },
    { base: one.id, tried: 'untried', members: ['a', 'b'], held_by: ['untried'] },
  ]);
  t.equal(records[0]?.path, `snapshots/${one.id}/@`);
});
