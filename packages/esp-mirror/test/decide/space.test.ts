import { listingOf, type Operation } from '@twinroot/lib-tree';
import t from 'tap';
import { shortageOf, spaceMargin } from '../../src/decide/space.ts';

const mirror = listingOf([{ kind: 'file', path: 'old', size: 5000, mtime: 0, digest: null, bytes: null }]);
const copy = (path: string, size: number, replaces = false): Operation => ({
  op: 'copy',
  path,
  from: path,
  size,
  mtime: 0,
  replaces,
});
const cluster = 4096;

const cases: readonly (readonly [name: string, operations: readonly Operation[], clusters: number])[] = [
  ['a file takes whole clusters', [copy('a', 1)], 1],
  ['exactly one', [copy('a', 4096)], 1],
  ['one byte more', [copy('a', 4097)], 2],
  ['an empty file takes none, but it is a write', [copy('a', 1), copy('b', 0)], 1],
  ['a directory takes one', [{ op: 'mkdir', path: 'd' }, copy('a', 1)], 2],
  ['what is replaced takes its place twice for a while', [copy('old', 5000, true)], 2],
  ['and gives its place to the next', [copy('old', 5000, true), copy('a', 8192)], 2],
  ['what is deleted before makes room', [{ op: 'delete', path: 'old', size: 5000 }, copy('a', 8192)], 0],
  ['what is deleted after does not', [copy('a', 8192), { op: 'delete', path: 'old', size: 5000 }], 2],
  ['what was written is what is released', [copy('old', 1, true), copy('old', 12288, true)], 2],
  ['two new ones', [copy('a', 4096), copy('b', 4096)], 2],
];

t.test('the room that a plan needs at its worst moment', async (t) => {
  for (const [name, operations, clusters] of cases) {
    const phases = [{ name: 'payloads', operations }];
    const needed = spaceMargin + clusters * cluster;
    t.equal(shortageOf(phases, mirror, needed, cluster), 0, `${name}: fits`);
    if (clusters > 0)
      t.equal(shortageOf(phases, mirror, needed - 1, cluster), 1, `${name}: one byte is missing`);
    t.equal(shortageOf(phases, mirror, null, cluster), 0, 'where the room is not known, all fits');
  }
});

t.test('a plan that writes nothing fits anywhere', async (t) => {
  const phases = [
    { name: 'stale-payloads', operations: [{ op: 'delete', path: 'old', size: 5000 }] as const },
  ];
  t.equal(shortageOf(phases, mirror, 0, cluster), 0);
  t.equal(shortageOf([], mirror, 0, cluster), 0);
});
