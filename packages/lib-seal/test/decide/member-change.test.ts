import t from 'tap';
import { hasLeft, withMembers } from '../../src/decide/member-change.ts';
import { first, id, partuuidOf, registryOf, second } from '../registries.ts';

const third = { kind: 'esp', partuuid: partuuidOf('11111111-1c2d-4b5e-8f90-a1b2c3d4e5f6') } as const;
const registry = registryOf([], { generation: { number: 7, id: id('7') } });
const [a, b] = registry.members;
if (a === undefined || b === undefined) throw new Error();
const none = { found: [], join: [], leave: [] };

t.test('nothing is different', async (t) => {
  t.equal(withMembers(registry, none), registry);
  t.equal(withMembers(registry, { ...none, found: [b, a] }), registry, 'as it was found');
  t.equal(withMembers(registry, { ...none, join: [b] }), registry, 'it has joined before');
  const left = { ...registry, members: [a], gone: [{ ...b, generation: id('6') }] };
  t.equal(withMembers(left, { ...none, leave: [b] }), left, 'it has left before');
  t.equal(withMembers(left, { ...none, found: [a, b] }), left, 'what left stays away');
});

t.test('one comes', async (t) => {
  for (const change of [
    { ...none, found: [third] },
    { ...none, join: [third] },
    { ...none, found: [third], join: [third] },
  ])
    t.same(withMembers(registry, change).members, [a, b, third]);
});

t.test('one leaves, with the generation of that moment', async (t) => {
  const left = withMembers(registry, { ...none, found: [a, b], leave: [b] });
  t.same(left.members, [a]);
  t.same(left.gone, [{ ...b, generation: id('7') }]);
  t.same(left.generation, registry.generation, 'the generation is made by who seals');
  t.same(withMembers(registry, { ...none, leave: [third] }).gone, [{ ...third, generation: id('7') }]);
});

t.test('one in the place of another', async (t) => {
  const next = withMembers(registry, { ...none, join: [third], leave: [b] });
  t.same([next.members, next.gone], [[a, third], [{ ...b, generation: id('7') }]]);
});

t.test('one that left comes back when it is named', async (t) => {
  const left = withMembers(registry, { ...none, leave: [b] });
  t.ok(hasLeft(left, none, second));
  t.notOk(hasLeft(left, { join: [b] }, second));
  t.notOk(hasLeft(left, none, first));
  const back = withMembers(left, { ...none, join: [b] });
  t.same([back.members, back.gone], [[a, b], []]);
});

t.test('the last eight that left are remembered', async (t) => {
  let now = registry;
  for (let digit = 1; digit <= 9; digit++) {
    const one = { ...third, partuuid: partuuidOf(`1000000${digit}-1c2d-4b5e-8f90-a1b2c3d4e5f6`) };
    now = withMembers(withMembers(now, { ...none, join: [one] }), { ...none, leave: [one] });
  }
  t.same(now.members, [a, b]);
  t.same(now.gone.map(({ partuuid }) => partuuid[7]).join(''), '98765432');
});
