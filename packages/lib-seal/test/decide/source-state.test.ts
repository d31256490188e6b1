import t from 'tap';
import { treeOf } from '../../../lib-boot-tree/test/tree-of.ts';
import { sourceStateOf } from '../../src/decide/source-state.ts';
import { counting, first, found, hashed, id, partuuidOf, registryOf, second } from '../registries.ts';

const tree = (files: Readonly<Record<string, string>>) => hashed(treeOf(files));
const files = { linux: 'MZ', 'loader/entries/a.conf': 'linux /linux\n' };
const registry = registryOf(found(tree(files)));
const members = registry.members;
const all = () => true;
const change = { found: members, join: [], leave: [] };
const run = { change, findsRot: false };

t.test('whether a new generation is to be made', async (t) => {
  const state = (read: typeof registry | null, now = files, more = run) =>
    sourceStateOf(read, tree(now), counting, all, more);
  t.match(state(null), { registry: null, isNew: true });
  t.match(state(registry), { registry, isNew: false, content: { edited: [] } });
  t.match(state(registry, { ...files, linux: 'MZ 2' }), { isNew: true, content: { edited: ['LINUX'] } });
  const third = { kind: 'esp', partuuid: partuuidOf('11111111-1c2d-4b5e-8f90-a1b2c3d4e5f6') } as const;
  t.match(
    state(registry, files, { ...run, change: { ...change, found: [third] } }),
    { isNew: true },
    'a member more',
  );
  t.match(
    state(registry, files, { ...run, change: { ...change, found: [] } }),
    { isNew: false },
    'one that is not there',
  );
});

t.test('a run that was cut here', async (t) => {
  const next = { generation: { number: 2, id: id('2') }, from: second, parents: [registry.generation] };
  const wanted = found(tree({ ...files, new: 'x' })).find(({ path }) => path === 'NEW');
  if (wanted === undefined) throw new Error();
  const { path, size, mtime, digest } = wanted;
  const cut = { ...registry, becoming: { ...next, states: [{ path, file: { size, mtime, digest } }] } };
  const at = (now: Readonly<Record<string, string>>) => sourceStateOf(cut, tree(now), counting, all, run);
  t.match(at(files), { registry: { generation: registry.generation, becoming: null }, isNew: false });
  t.match(at({ ...files, new: 'x' }), {
    registry: { generation: next.generation, source: second },
    isNew: false,
  });
  t.match(at({ ...files, other: 'y' }), { isNew: true });
});

t.test('what this run does not look at keeps its lines', async (t) => {
  const state = sourceStateOf(
    registry,
    tree({ ...files, linux: 'MZ 2' }),
    counting,
    (path) => !/linux/i.test(path),
    run,
  );
  t.match(state, { isNew: false, unseen: [{ path: 'LINUX' }] });
  t.equal(state.registry?.source, first);
});
