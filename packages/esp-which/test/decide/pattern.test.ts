import fc from 'fast-check';
import t from 'tap';
import { compileGlob, defaultPatterns } from '../../src/decide/pattern.ts';

t.test('globs', async (t) => {
  const cases: [string, string, boolean][] = [
    ['/efi[0-9]*', '/efi0', true],
    ['/efi[0-9]*', '/efi12x', true],
    ['/efi[0-9]*', '/efi', false],
    ['/efi[0-9]*', '/efi0/EFI', false],
    ['/efi.[0-9]*', '/efi.1', true],
    ['/efi.[0-9]*', '/efix1', false],
    ['/efi.mirror/*', '/efi.mirror/a b', true],
    ['/efi.mirror/*', '/efi.mirror/', true],
    ['/efi.mirror/*', '/efi.mirror', false],
    ['/boot@[a-z]', '/boot@b', true],
    ['/boot@[a-z]', '/boot@', false],
    ['/boot/efi[0-9.]*', '/boot/efi', false],
    ['/boot/efi[0-9.]*', '/boot/efi.2', true],
    ['/e?i', '/efi', true],
    ['/?', '//', false],
    ['/[!a]', '/b', true],
    ['/[!a]', '/a', false],
    ['/[^a]', '//', false],
    ['/[]]', '/]', true],
    ['/[a-]', '/-', true],
    ['/[', '/[', true],
    ['/\\*', '/*', true],
    ['/\\*', '/a', false],
    ['/a+(b)|c{2}$^.', '/a+(b)|c{2}$^.', true],
    ['/efi1/', '/efi1', true],
    ['/', '/', true],
    ['/été?', '/été😀', true],
  ];
  for (const [glob, path, is] of cases) t.equal(compileGlob(glob)?.test(path), is, `${glob} ${path}`);
});

t.test('what can match nothing', async (t) => {
  for (const glob of ['', 'efi0', '*', '/[z-a]']) t.equal(compileGlob(glob), null, glob);
  for (const glob of defaultPatterns) t.ok(compileGlob(glob), glob);
});

t.test('a path whose wildcards are escaped matches itself alone, and no glob throws', async () => {
  const path = fc.string({ unit: 'grapheme' }).map((text) => `/${text.replace(/\/+$/, '')}`);
  fc.assert(
    fc.property(path, path, (one, other) => {
      compileGlob(one);
      const glob = compileGlob(one.replace(/[\\*?[\]]/g, '\\$&'));
      return glob?.test(one) === true && glob.test(other) === (one === other);
    }),
  );
});
