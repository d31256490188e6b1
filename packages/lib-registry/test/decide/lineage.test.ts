import t from 'tap';
import {
  ancestorsOf,
  becomingOf,
  isAmong,
  overriding,
  sealed,
  settledRegistry,
} from '../../src/decide/lineage.ts';
import { example, partuuidOf } from './registry-of.ts';

const clean = { edited: [], rotten: [], progress: 'none' } as const;
const edited = { edited: ['A'], rotten: [], progress: 'part' } as const;
const source = partuuidOf('7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b');
const made = (id: string) => ({ id: id.repeat(32), source, files: [] });

t.test('a new generation', async (t) => {
  const next = sealed(example, edited, made('1'));
  t.strictSame(next.generation, { number: 43, id: '1'.repeat(32) });
  t.strictSame(next.parents, [example.generation, ...example.parents]);
  t.equal(next.source, source);
  let registry = next;
  for (let round = 0; round < 100; round += 1)
    registry = sealed(registry, edited, made((round % 16).toString(16)));
  t.ok(registry.parents.length <= 64);
  t.equal(registry.generation.number, 143);
});

t.test('a run that was cut', async (t) => {
  const target = sealed(example, edited, {
    ...made('1'),
    files: [{ path: 'A', size: 1, mtime: 1, digest: 'a'.repeat(64) }],
  });
  const state = { path: 'A', file: { size: 1, mtime: 1, digest: 'a'.repeat(64) } };
  const cut = becomingOf(example, target, [state, { path: 'LOADER/ENTRIES/A.CONF', file: null }]);
  t.equal(settledRegistry(cut, clean).becoming, null);
  t.strictSame(settledRegistry(cut, clean).generation, example.generation);
  const all = settledRegistry(cut, { ...clean, progress: 'all' });
  t.strictSame(all.generation, target.generation);
  t.strictSame(all.parents, target.parents);
  t.strictSame(
    all.files.map(({ path }) => path),
    ['EFI/LINUX/B C.EFI', 'A'],
  );
  t.equal(settledRegistry(cut, { ...clean, progress: 'part' }), cut);
  t.equal(settledRegistry(cut, edited), cut);
  const part = sealed(cut, { ...clean, progress: 'part' }, made('2'));
  t.strictSame(part.partOf, target.generation, 'what is there is a part of it');
  t.equal(part.becoming, null);
  t.equal(sealed(cut, edited, made('2')).partOf, null, 'and more than a part after an edit');
  t.strictSame(sealed(part, clean, made('3')).partOf, target.generation, 'new members change nothing of it');
});

t.test('a source that wins descends from the others, too', async (t) => {
  const other = {
    generation: { number: 99, id: '9'.repeat(32) },
    parents: [{ number: 98, id: '8'.repeat(32) }],
  };
  const winner = overriding(example, [other], made('1'));
  t.equal(winner.generation.number, 100);
  for (const id of [other.generation.id, '8'.repeat(32), example.generation.id])
    t.ok(ancestorsOf(winner).has(id), id);
  t.ok(isAmong(winner.generation.id, winner.generation, winner.parents));
  t.notOk(isAmong('7'.repeat(32), winner.generation, winner.parents));
});
