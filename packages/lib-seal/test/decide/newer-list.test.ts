import type { Registry } from '@twinroot/lib-registry';
import t from 'tap';
import { hasSameFiles, newerList, newestRegistry } from '../../src/decide/newer-list.ts';
import { first, id, partuuidOf, registryOf, second } from '../registries.ts';

const third = partuuidOf('33333333-3c4d-4e6f-9a8b-7c6d5e4f3a2b');
const fourth = partuuidOf('44444444-3c4d-4e6f-9a8b-7c6d5e4f3a2b');
const esp = (partuuid: typeof first) => ({ kind: 'esp' as const, partuuid });
const all = [first, second, third].map(esp);
const gone = (partuuid: typeof first, generation: string) => ({ ...esp(partuuid), generation });

const one = registryOf([], { members: all });
/** A generation behind the first, with another list. */
const behind = (letter: string, more: Partial<Registry>) =>
  registryOf([], { generation: { number: 2, id: id(letter) }, parents: [one.generation], ...more });
const listed = (registry: Registry) => registry.members.map(({ partuuid }) => partuuid);
const newer = (source: Registry, ...mirrors: readonly Registry[]) =>
  newerList(source, first, mirrors, id('e'));

t.test('the list of who descends from the other counts', async (t) => {
  const left = behind('a', { members: [first, second].map(esp), gone: [gone(third, id('1'))] });
  const found = newer(one, left);
  t.match(found, { kind: 'newer' });
  if (found.kind !== 'newer') return;
  t.strictSame(listed(found.registry), [first, second]);
  t.strictSame(found.registry.generation, left.generation);
  t.strictSame(newer(left, one), { kind: 'kept' }, 'one that is older says nothing');
  t.strictSame(newer(left, left), { kind: 'kept' });
});

t.test('lists that were changed without each other come together', async (t) => {
  const left = behind('a', { members: [first, second].map(esp), gone: [gone(third, id('1'))] });
  const joined = behind('b', { members: [...all, esp(fourth)] });
  for (const [source, mirror] of [
    [left, joined],
    [joined, left],
  ] as const) {
    const found = newer(source, mirror);
    if (found.kind !== 'newer') throw new Error(found.kind);
    t.strictSame(new Set(listed(found.registry)), new Set([first, second, fourth]));
    t.strictSame(
      found.registry.gone.map(({ partuuid }) => partuuid),
      [third],
    );
    const ancestors = found.registry.parents.map((parent) => parent.id);
    t.ok([id('a'), id('b'), id('1')].every((each) => ancestors.includes(each)));
    t.strictSame(newer(found.registry, left, joined), { kind: 'kept' }, 'and that settles it');
  }
});

t.test('who left and was taken back by somebody who knew of it is a member', async (t) => {
  const left = behind('a', { members: [first, second].map(esp), gone: [gone(third, id('1'))] });
  const back = registryOf([], {
    members: all,
    generation: { number: 3, id: id('c') },
    parents: [left.generation, one.generation],
  });
  const apart = registryOf([], {
    members: [...[first, second].map(esp), esp(fourth)],
    gone: [gone(third, id('1'))],
    generation: { number: 3, id: id('b') },
    parents: [left.generation, one.generation],
  });
  const found = newer(apart, back);
  if (found.kind !== 'newer') throw new Error(found.kind);
  t.ok(listed(found.registry).includes(third));
});

t.test('by the newest list the source itself has left', async (t) => {
  const without = behind('a', { members: [second, third].map(esp), gone: [gone(first, id('1'))] });
  t.strictSame(newer(one, without), { kind: 'left' });
});

t.test('who has other files, is of another set, or is half-written says nothing', async (t) => {
  const left = { members: [esp(first)], gone: [gone(third, id('1'))] };
  const file = { path: 'A', size: 1, mtime: 1, digest: 'd'.repeat(64) };
  const others = [
    behind('a', { ...left, files: [file] }),
    behind('a', { ...left, set: id('a5e7') }),
    behind('a', { ...left, partOf: { number: 9, id: id('9') } }),
    registryOf([], { ...left, generation: { number: 7, id: id('7') } }),
    behind('a', { members: all }),
  ];
  for (const other of others) t.strictSame(newer(one, other), { kind: 'kept' });
  t.ok(hasSameFiles({ files: [file] }, { files: [{ ...file, mtime: 9 }] }));
  t.notOk(hasSameFiles({ files: [file] }, { files: [{ ...file, digest: 'e'.repeat(64) }] }));
});

t.test('the newest of several', async (t) => {
  const next = behind('a', {});
  t.equal(newestRegistry([one, next]), next);
  t.equal(newestRegistry([next, one]), next);
  t.equal(newestRegistry([]), null);
});
