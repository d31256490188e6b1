import t from 'tap';
import { freeBesideRegistry } from '../../src/decide/registry-room.ts';
import { modelTree } from './model.ts';

const treeOf = (count: number) =>
  modelTree(new Map(Array.from({ length: count }, (_, index) => [`fonts/${index}.pf2`, 'x'])));

t.test('what the registry takes of the free bytes', async (t) => {
  const free = 1_000_000;
  const few = { source: treeOf(80), mirror: treeOf(80) };
  t.equal(freeBesideRegistry(free, few), free, 'a few files: the margin holds it');
  const many = { source: treeOf(2000), mirror: treeOf(2000) };
  const left = freeBesideRegistry(free, many) ?? 0;
  t.ok(left < free - 300_000 && left > free - 400_000, `${left}`);
  t.equal(freeBesideRegistry(1000, many), 0);
  t.equal(freeBesideRegistry(null, many), null);
});
