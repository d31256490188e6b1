import { foldPath } from '@twinroot/lib-fat';
import t from 'tap';

t.test('names that FAT takes for the same', async (t) => {
  const cases: readonly (readonly [a: string, b: string, same: boolean])[] = [
    ['a', 'A', true],
    ['EFI/Boot/bootx64.efi', 'efi/BOOT/BOOTX64.EFI', true],
    ['größe', 'GRÖSSE', false],
    ['größe', 'GRößE', true],
    ['straße', 'strasse', false],
    ['ﬁ', 'FI', false],
    ['a', 'b', false],
    ['a.b', 'a_b', false],
  ];
  for (const [a, b, same] of cases) t.equal(foldPath(a) === foldPath(b), same, `${a} and ${b}`);
  for (const [a] of cases) t.equal(foldPath(foldPath(a)), foldPath(a), 'folding twice is folding once');
});
