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
  ['{debian,arch}', 'EFI/Debian/grub.cfg', true],
  ['*/*', 'EFI/BOOT/BOOTX64.EFI', true],
  ['a/b//', 'a/b/c', true],
];

t.test('what is excluded', async (t) => {
  for (const [glob, path, isExcluded] of cases)
    t.equal(excluder([glob])(path), isExcluded, `${glob} and ${path}`);
  t.equal(excluder([])('anything'), false);
  t.equal(excluder(['a', 'b'])('b'), true, 'any of several');
});

t.test('many wildcards, alternatives and slashes', async (t) => {
  const name = 'a'.repeat(250);
  // Tried one way after the other, these would take longer than the world exists.
  t.equal(excluder([`${'a*'.repeat(60)}b`])(name), false);
  t.equal(excluder([`${'*a'.repeat(60)}*`])(`${name}/${name}`), true);
  t.equal(excluder([`/${'**/*a/'.repeat(40)}b`])(`${'a/'.repeat(120)}c`), false);
  t.equal(excluder([`x${'/'.repeat(300_000)}y`])('x/y'), false);
  t.throws(() => excluder(['{a,b}'.repeat(30)]), { name: 'CommandError' });
});
