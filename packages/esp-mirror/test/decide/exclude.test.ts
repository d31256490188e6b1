import t from 'tap';
import { excluder } from '../../src/decide/exclude.ts';

const cases: readonly (readonly [glob: string, path: string, isExcluded: boolean])[] = [
  ['*.iso', 'a.iso', true],
  ['*.iso', 'deep/below/a.iso', true],
  ['*.ISO', 'a.iso', true],
  ['*.iso', 'a.iso.txt', false],
  ['fonts', 'fonts', true],
  ['fonts', 'FONTS/a.pf2', true],
  ['fonts', 'EFI/fonts/a.pf2', true],
  ['fonts/', 'EFI/fonts/a.pf2', true],
  ['/fonts', 'fonts/a.pf2', true],
  ['/fonts', 'EFI/fonts/a.pf2', false],
  ['/linux', 'tok/6.1/linux', false],
  ['EFI/debian', 'EFI/debian/grub.cfg', true],
  ['EFI/*', 'EFI/debian/grub.cfg', true],
  ['EFI/*', 'other/EFI/x', false],
  ['**/old', 'a/b/old/c', true],
  ['loader/entries/*.conf', 'loader/entries/a.conf', true],
  ['entries/*.conf', 'loader/entries/a.conf', false],
  ['a?c', 'abc', true],
  ['[ab].efi', 'EFI/B.EFI', true],
];

t.test('what is excluded', async (t) => {
  for (const [glob, path, isExcluded] of cases)
    t.equal(excluder([glob])(path), isExcluded, `${glob} and ${path}`);
  t.equal(excluder([])('anything'), false);
  t.equal(excluder(['a', 'b'])('b'), true, 'any of several');
});
