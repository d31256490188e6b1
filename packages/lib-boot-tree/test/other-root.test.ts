import t from 'tap';
import { otherRoots } from '../src/other-root.ts';
import { treeOf } from './tree-of.ts';

type Files = Readonly<Record<string, string>>;
const text = (linux: string, root: string, more = '') => `${more}linux ${linux}\noptions root=${root} rw\n`;
const ours: Files = {
  'vmlinuz-linux': 'MZ release=6.17.8-arch1-1',
  'loader/entries/arch.conf': text('/vmlinuz-linux', 'UUID=aa'),
};

const cases: readonly [what: string, mirror: Files, theirs: readonly string[], source?: Files][] = [
  ['another root', { 'loader/entries/x.conf': text('/x/linux', 'UUID=bb') }, ['x.conf']],
  ['an image', { 'EFI/Linux/x.efi': 'MZ options=root=UUID=bb' }, ['x.efi']],
  ['the same root', { 'loader/entries/x.conf': text('/x/linux', 'UUID=AA') }, []],
  ['no root', { 'loader/entries/x.conf': 'linux /x/linux\noptions quiet\n' }, []],
  ['a kernel under a path of the source', { 'loader/entries/x.conf': text('/VMLINUZ-linux', 'UUID=bb') }, []],
  [
    'an id, by which others judge',
    { 'loader/entries/x.conf': text('/x', 'UUID=bb', `machine-id ${'a'.repeat(32)}\n`) },
    [],
  ],
  ['the same entry', { 'loader/entries/arch+3.conf': text('/x', 'UUID=bb') }, []],
  [
    'ours from before the root changed',
    {
      'loader/entries/arch.conf': text('/vmlinuz-linux', 'UUID=bb'),
      'loader/entries/zen.conf': text('/vmlinuz-zen', 'UUID=bb'),
    },
    [],
  ],
  [
    'an older one of the same line, from before the root changed',
    {
      k: 'MZ release=6.16.1-arch1-1',
      'loader/entries/arch-6.16.1.conf': text('/k', 'UUID=bb'),
    },
    [],
  ],
  [
    'one of the same line with another kernel',
    {
      k: 'MZ release=6.12.5-amd64',
      'loader/entries/arch-6.12.5.conf': text('/k', 'UUID=bb'),
    },
    ['arch-6.12.5.conf'],
  ],
  [
    'a source that says nothing of its root',
    { 'loader/entries/x.conf': text('/x', 'UUID=bb') },
    [],
    { a: 'MZ', 'loader/entries/arch.conf': 'linux /a\n' },
  ],
  ['a source without entries', { 'loader/entries/x.conf': text('/x', 'UUID=bb') }, [], {}],
];

t.test('entries of a mirror that boot another volume', async (t) => {
  for (const [what, files, theirs, from = ours] of cases) {
    const mirror = treeOf(files);
    const isOther = otherRoots(treeOf(from), mirror);
    const found = mirror.menu.filter(isOther).map(({ file }) => file.path.split('/').at(-1));
    t.strictSame(found, theirs, what);
  }
});
