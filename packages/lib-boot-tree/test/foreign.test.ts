import t from 'tap';
import { foreignFiles, placeOfForeign } from '../src/foreign.ts';
import { treeOf } from './tree-of.ts';

const own = '00112233445566778899aabbccddeeff';
const other = 'ffeeddccbbaa99887766554433221100';

t.test("what is another system's", async (t) => {
  const source = treeOf({
    'EFI/debian/grubx64.efi': 'MZ',
    'loader/entries/arch+3.conf': 'linux /linux\n',
    linux: 'MZ',
  });
  const cases: readonly (readonly [path: string, text: string, place: string | null])[] = [
    ['EFI/fedora/shimx64.efi', 'MZ', 'EFI/fedora/'],
    [`${other}/6.1/linux`, 'MZ', `${other}/`],
    [`loader/entries/${other}-6.1.conf`, '', `loader/entries/${other}-6.1.conf`],
    ['loader/entries/other.conf', `machine-id ${other}\n`, 'loader/entries/other.conf'],
    ['EFI/debian/old.efi', 'MZ', null],
    [`${own}/6.1/linux`, 'MZ', null],
    ['loader/entries/arch+0-3.conf', `machine-id ${other}\n`, null],
    ['EFI/Microsoft/boot/bcd', '', null],
    ['old.img', '', null],
    ['linux', 'MZ', null],
  ];
  for (const [path, text, place] of cases) {
    const found = foreignFiles(source, treeOf({ [path]: text }), new Set([own]));
    t.strictSame(
      found.map((file) => placeOfForeign(file.path)),
      place === null ? [] : [place],
      path,
    );
  }
});
