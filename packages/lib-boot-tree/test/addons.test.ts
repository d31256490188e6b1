import t from 'tap';
import { addonsOf } from '../src/addons.ts';
import { treeOf } from './tree-of.ts';

t.test('what is beside an image', async (t) => {
  const { listing } = treeOf({
    'EFI/Linux/a+3-1.efi': 'MZ',
    'EFI/Linux/a.efi.extra.d/one.addon.efi': 'MZ',
    'EFI/Linux/A+3-1.EFI.extra.d/two.cred': 'x',
    'EFI/Linux/b.efi': 'MZ',
    'EFI/Linux/c.efi.extra.d/nobody.cred': 'x',
    'EFI/Linux/a.efi.extra.d/deep/x': 'x',
  });
  const shown = [...addonsOf(listing)].map(([key, files]) => [key, files.map(({ path }) => path).sort()]);
  t.strictSame(shown, [
    [
      'EFI/LINUX/A+3-1.EFI',
      ['EFI/Linux/A+3-1.EFI.extra.d/two.cred', 'EFI/Linux/a.efi.extra.d/one.addon.efi'],
    ],
    ['EFI/LINUX/B.EFI', []],
  ]);
  t.equal(addonsOf(treeOf({ 'EFI/Linux/a.efi': 'MZ' }).listing).size, 0);
});
