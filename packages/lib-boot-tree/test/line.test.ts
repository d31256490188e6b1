import t from 'tap';
import { lineOf } from '../src/line.ts';
import { treeOf } from './tree-of.ts';

const id = '00112233445566778899aabbccddeeff';

t.test('the line of an entry', async (t) => {
  const cases: readonly (readonly [path: string, text: string, line: string])[] = [
    [`loader/entries/${id}-6.1.2.conf`, '', `${id} `],
    [`loader/entries/${id}-6.1.2-arch1+3-1.conf`, '', `${id} `],
    ['loader/entries/arch.conf', '', ' ARCH'],
    ['loader/entries/arch-lts.conf', '', ' ARCH-LTS'],
    ['loader/entries/fedora-6.1.conf', `machine-id ${id}\n`, `${id} FEDORA`],
    ['loader/entries/x.conf', 'sort-key fedora\n', ' fedora'],
    ['loader/entries/nixos-generation-12.conf', '', ' NIXOS-GENERATION'],
    ['EFI/Linux/nixos-generation-12-0123abcd.efi', 'MZ', ' NIXOS-GENERATION'],
    ['EFI/Linux/arch-6.12.1-arch1-1.efi', 'MZ', ' ARCH'],
    ['loader/entries/6.1.conf', '', ' '],
  ];
  for (const [path, text, line] of cases) {
    const [entry] = treeOf({ [path]: text }).menu;
    t.equal(entry && lineOf(entry), line, path);
  }
});
