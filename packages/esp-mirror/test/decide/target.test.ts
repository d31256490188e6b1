import t from 'tap';
import { excluder } from '../../src/decide/exclude.ts';
import { targetOf } from '../../src/decide/target.ts';
import { modelTree, plainPolicy } from './model.ts';

const tree = (files: Record<string, string>) => modelTree(new Map(Object.entries(files)));
const text = 'linux /linux\n';

/** A source, a mirror, and the entries that the mirror is to have: `PATH changed|same|new`. */
const cases: readonly (readonly [
  name: string,
  source: Record<string, string>,
  mirror: Record<string, string>,
  entries: readonly string[],
])[] = [
  ['new', { linux: 'MZ', 'loader/entries/a.conf': text }, {}, ['loader/entries/a.conf new']],
  [
    'the same',
    { linux: 'MZ', 'loader/entries/a.conf': text },
    { linux: 'MZ', 'loader/entries/a.conf': text },
    ['loader/entries/a.conf same'],
  ],
  [
    'another text, with all tries again',
    { linux: 'MZ', 'loader/entries/a+1-2.conf': text },
    { linux: 'MZ', 'loader/entries/a+2-1.conf': `title x\n${text}` },
    ['loader/entries/a+3.conf changed'],
  ],
  [
    "the mirror's own counter",
    { linux: 'MZ', 'loader/entries/a+1-2.conf': text },
    { linux: 'MZ', 'loader/entries/a+2-1.conf': text },
    ['loader/entries/a+2-1.conf same'],
  ],
  [
    'blessed on the source',
    { linux: 'MZ', 'loader/entries/a.conf': text },
    { linux: 'MZ', 'loader/entries/a+2-1.conf': text },
    ['loader/entries/a.conf same'],
  ],
  ['damaged on the source', { linux: '', 'loader/entries/a.conf': text }, {}, []],
];

t.test('the entries of the mirror', async (t) => {
  for (const [name, source, mirror, entries] of cases)
    t.strictSame(
      targetOf(tree(source), tree(mirror), plainPolicy).entries.map(
        ({ path, there, isChanged }) => `${path} ${there === null ? 'new' : isChanged ? 'changed' : 'same'}`,
      ),
      entries,
      name,
    );
});

t.test('files, and what is left alone', async (t) => {
  const source = tree({
    linux: 'MZ',
    'loader/entries/a.conf': text,
    'loader/random-seed': 'x',
    'TWIN0001.TMP': 'x',
    'a.iso': 'x',
  });
  const mirror = tree({ 'EFI/debian/grubx64.efi': 'MZ' });
  const policy = { ...plainPolicy, isExcluded: excluder(['*.iso']) };
  const target = targetOf(source, mirror, policy);
  t.strictSame([...target.files.keys()], ['LINUX']);
  t.strictSame(
    target.kept.map(({ path }) => path),
    ['EFI/debian/grubx64.efi'],
  );
  t.strictSame([...target.pinned], ['EFI/DEBIAN/GRUBX64.EFI']);
  t.strictSame(
    target.notes.map(({ kind }) => kind),
    ['foreign'],
  );
  t.strictSame(targetOf(source, mirror, { ...policy, purge: true }).kept, []);
});
