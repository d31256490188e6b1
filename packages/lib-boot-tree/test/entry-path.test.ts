import t from 'tap';
import { entryTypeOf } from '../src/entry-path.ts';
import { treeOf } from './tree-of.ts';

const cases: readonly (readonly [path: string, type: 1 | 2 | null])[] = [
  ['loader/entries/a.conf', 1],
  ['Loader/ENTRIES/a+3.CONF', 1],
  ['loader/entries/automatic.conf', 1],
  ['EFI/Linux/a.efi', 2],
  ['efi/LINUX/B.EFI', 2],
  // systemd-boot passes these over.
  ['loader/entries/.a.conf', null],
  ['loader/entries/auto-a.conf', null],
  ['loader/entries/AUTO-a.conf', null],
  ['EFI/Linux/.a.efi', null],
  ['EFI/Linux/auto-a.efi', null],
  ['loader/entries/a.efi', null],
  ['EFI/Linux/a.conf', null],
  ['loader/entries/sub/a.conf', null],
  ['EFI/Linux/a.efi.extra.d/b.efi', null],
  ['boot/loader/entries/a.conf', null],
  ['loader/a.conf', null],
  ['a.conf', null],
  ['loader/entries/.conf', null],
];

t.test('which files are entries', async (t) => {
  for (const [path, type] of cases) t.equal(entryTypeOf(path), type, path);
});

t.test('a menu has these, and no others', async (t) => {
  const { menu } = treeOf(Object.fromEntries(cases.map(([path]) => [path, 'MZ'])));
  t.strictSame(
    new Set(menu.map(({ file, type }) => `${type} ${file.path}`)),
    new Set(cases.flatMap(([path, type]) => (type === null ? [] : [`${type} ${path}`]))),
  );
});
