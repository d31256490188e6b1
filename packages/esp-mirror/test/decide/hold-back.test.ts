import { classOf } from '@twinroot/lib-boot-tree';
import { foldPath } from '@twinroot/lib-fat';
import { filesOf } from '@twinroot/lib-tree';
import t from 'tap';
import { holdBack } from '../../src/decide/hold-back.ts';
import { modelTree } from './model.ts';

type Files = Record<string, string>;

function held(from: Files, to: Files) {
  const [source, mirror] = [modelTree(new Map(Object.entries(from))), modelTree(new Map(Object.entries(to)))];
  const files = new Map(
    filesOf(source.listing)
      .filter(({ path }) => classOf(path) !== 'entry')
      .map((file) => [foldPath(file.path), file]),
  );
  const byId = Map.groupBy(mirror.menu, ({ id }) => id);
  const ids = new Set(source.menu.map(({ id }) => id));
  const staying = mirror.menu.filter(({ id }) => !ids.has(id));
  return holdBack({ wanted: source.menu, byId, staying, source, mirror, files });
}

const a = 'loader/entries/a.conf';
const b = 'loader/entries/b.conf';
const one = 'linux /linux\n';
const two = 'linux /linux\ninitrd /initrd\n';

const cases: readonly (readonly [
  name: string,
  source: Files,
  mirror: Files,
  ids: readonly string[],
  pinned: readonly string[],
  notes: readonly string[],
])[] = [
  ['sound', { linux: 'MZ 2', [a]: one }, { linux: 'MZ 1', [a]: one }, [], [], []],
  [
    'damaged, complete on the mirror',
    { linux: '', [a]: one },
    { linux: 'MZ 1', [a]: one },
    ['A'],
    ['LINUX', 'LOADER/ENTRIES/A.CONF'],
    ['kept'],
  ],
  ['damaged, and not on the mirror', { linux: '', [a]: one }, {}, ['A'], [], ['warning']],
  [
    'shares a changed file with one that is kept',
    { linux: 'MZ 2', initrd: '', [a]: two, [b]: one },
    { linux: 'MZ 1', initrd: '1', [a]: two, [b]: one },
    ['A', 'B'],
    ['INITRD', 'LINUX', 'LOADER/ENTRIES/A.CONF', 'LOADER/ENTRIES/B.CONF'],
    ['kept', 'kept'],
  ],
  [
    'shares an unchanged file with one that is kept',
    { linux: 'MZ 1', initrd: '', [a]: two, [b]: one },
    { linux: 'MZ 1', initrd: '1', [a]: two, [b]: one },
    ['A'],
    ['INITRD', 'LINUX', 'LOADER/ENTRIES/A.CONF'],
    ['kept'],
  ],
  ['one that stays keeps its files', { linux: '' }, { linux: 'MZ 1', [b]: one }, [], ['LINUX'], ['kept']],
];

t.test('entries that must not come from the source', async (t) => {
  for (const [name, source, mirror, ids, pinned, notes] of cases) {
    const result = held(source, mirror);
    t.strictSame(
      [...result.ids].sort(),
      ids.map((id) => `LOADER/ENTRIES/${id}.CONF`),
      name,
    );
    t.strictSame([...result.pinned].sort(), pinned, name);
    t.strictSame(
      result.notes.map(({ kind }) => kind),
      notes,
      name,
    );
  }
});
