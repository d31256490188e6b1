import t from 'tap';
import { spellingOf } from '../../src/decide/spelling.ts';
import { modelTree } from './model.ts';

const spell = spellingOf(modelTree(new Map([['EFI/Linux/A.efi', 'MZ']])).listing);

const cases: readonly (readonly [path: string, spelt: string])[] = [
  ['efi/LINUX/a.EFI', 'EFI/Linux/A.efi'],
  ['efi/linux/B.efi', 'EFI/Linux/B.efi'],
  ['efi/New/deep/C.efi', 'EFI/New/deep/C.efi'],
  ['efi', 'EFI'],
  ['Loader', 'Loader'],
  ['Loader/Entries', 'Loader/Entries'],
];

t.test('names that are there keep the case of their letters', async (t) => {
  for (const [path, spelt] of cases) t.equal(spell(path), spelt, path);
});
