import t from 'tap';
import { becomingOf, overriding, sealed } from '../../src/decide/lineage.ts';
import type { Registry } from '../../src/decide/registry.ts';
import { verdictOf } from '../../src/decide/verdict.ts';
import { example } from './registry-of.ts';

const clean = { edited: [], rotten: [], progress: 'none' } as const;
const edited = { edited: ['A'], rotten: [], progress: 'part' } as const;
const part = { edited: [], rotten: [], progress: 'part' } as const;
const next = (registry: Registry, id: string) =>
  sealed(registry, edited, { id: id.repeat(32), source: example.source, files: [] });
const one = next(example, '1');
const two = next(one, '2');
const side = next(example, '3');
const judge = (source: Registry, registry: Registry, content: typeof clean | typeof edited | typeof part) =>
  verdictOf(source, { registry, content }, false);

t.test('a mirror against a source', async (t) => {
  t.equal(verdictOf(null, null, true), 'same');
  t.equal(
    verdictOf(one, { registry: { ...side, set: '0'.repeat(32) }, content: edited }, true),
    'same',
    'equal content, whatever it says',
  );
  t.equal(verdictOf(null, { registry: one, content: clean }, false), 'unknown');
  t.equal(verdictOf(one, null, false), 'unknown');
  t.equal(judge(two, example, clean), 'older');
  t.equal(judge(example, two, clean), 'newer');
  t.equal(judge(example, two, edited), 'newer', 'and changed since');
  t.equal(judge(one, side, clean), 'diverged');
  t.equal(judge(two, one, edited), 'diverged');
  t.equal(judge(one, one, edited), 'changed');
  const [a, b] = example.files;
  const holding = (...files: Registry['files'][number][]) => ({ ...one, files });
  if (a === undefined || b === undefined) throw new Error();
  t.equal(judge(holding(a, b), holding(a), clean), 'older', 'a part of one generation');
  t.equal(judge(holding(a), holding(a, b), clean), 'newer', 'the whole of it');
  t.equal(judge(holding(a), holding(b), clean), 'diverged', 'two parts');
  t.equal(judge(one, { ...two, set: '0'.repeat(32) }, clean), 'another set');
  t.equal(
    judge(one, { ...side, parents: [], generation: { number: 1, id: '4'.repeat(32) } }, clean),
    'unrelated',
  );
});

t.test('a mirror that a run has left half-way', async (t) => {
  const cut = becomingOf(example, one, []);
  t.equal(judge(one, cut, part), 'cut off');
  t.equal(judge(two, cut, part), 'cut off', 'and the source went on');
  t.equal(judge(two, cut, edited), 'diverged', 'somebody went on here');
  t.equal(judge(side, cut, part), 'diverged');
  const half = sealed(cut, part, { id: '5'.repeat(32), source: example.source, files: [] });
  t.equal(judge(half, one, clean), 'newer', 'it was booted, and the other has the whole');
  t.equal(judge(half, two, clean), 'newer');
  t.equal(judge(half, cut, part), 'newer', 'each has a part');
  t.equal(judge(one, half, clean), 'older');
  t.equal(judge(half, example, clean), 'older');
});

t.test('a forced source settles it for others', async (t) => {
  const winner = overriding(one, [two, side], { id: '6'.repeat(32), source: example.source, files: [] });
  for (const loser of [example, two, side]) t.equal(judge(winner, loser, clean), 'older');
  t.equal(judge(side, winner, clean), 'newer');
});
