import t from 'tap';
import { generationOf } from '../../src/decide/next-generation.ts';
import { first, id, partuuidOf, registryOf } from '../registries.ts';

const clean = { edited: [], rotten: [], progress: 'none' } as const;
const registry = registryOf([]);
const sealed = { registry, content: clean, found: [], unseen: [], isNew: false };
const edited = { ...sealed, content: { ...clean, edited: ['A'] }, isNew: true };
const making = {
  ids: { generation: id('a'), merge: id('b'), set: id('c') },
  source: first,
  change: { found: registry.members, join: [], leave: [] },
  files: [],
  claims: null,
};
const third = { kind: 'esp', partuuid: partuuidOf('11111111-1c2d-4b5e-8f90-a1b2c3d4e5f6') } as const;
const loser = registryOf([], {
  generation: { number: 9, id: id('9') },
  parents: [{ number: 8, id: id('8') }],
});

t.test('one that is sealed stays as it is', async (t) => {
  t.equal(generationOf(sealed, [], making), registry);
  t.equal(generationOf(sealed, [registry], making), registry, 'it wins over itself');
});

t.test('what was changed is a generation more', async (t) => {
  t.match(generationOf(edited, [], making), {
    generation: { number: 2, id: id('a') },
    parents: [registry.generation],
    set: registry.set,
  });
});

t.test('the first one', async (t) => {
  const none = { ...edited, registry: null };
  t.match(generationOf(none, [], making), {
    set: id('c'),
    generation: { number: 1, id: id('a') },
    parents: [],
    members: registry.members,
  });
  const claims = { ...registry, set: id('d'), gone: [{ ...third, generation: id('1') }] };
  t.match(generationOf(none, [], { ...making, claims, change: { found: [], join: [third], leave: [] } }), {
    set: id('d'),
    members: [...registry.members, third],
    gone: [],
  });
});

t.test('who wins descends from the others', async (t) => {
  for (const state of [sealed, edited, { ...edited, registry: null }]) {
    const next = generationOf(state, [loser], making);
    t.match(next.generation, { number: 10, id: id('b') });
    const ids = next.parents.map((parent) => parent.id);
    t.ok(ids.includes(id('9')) && ids.includes(id('8')));
    t.notOk(ids.includes(next.generation.id));
    t.equal(new Set(ids).size, ids.length);
  }
});

t.test('a member that comes is listed, and no longer among those that left', async (t) => {
  const gone = [{ ...third, generation: id('1') }];
  const next = generationOf({ ...sealed, registry: { ...registry, gone }, isNew: true }, [], {
    ...making,
    change: { found: [], join: [third], leave: [] },
  });
  t.same(next.members, [...registry.members, third]);
  t.same(next.gone, []);
});
