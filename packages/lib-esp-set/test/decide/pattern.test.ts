import fc from 'fast-check';
import t from 'tap';
import { compileGlob, defaultPatterns } from '../../src/decide/pattern.ts';

function matches(glob: string, path: string): boolean | null {
  const compiled = compileGlob(glob);
  return compiled.kind === 'glob' ? compiled.matches(path) : null;
}

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
    ['/\\[', '/[', true],
    ['/a]', '/a]', true],
    ['/\\*', '/*', true],
    ['/\\*', '/a', false],
    ['/a+(b)|c{2}$^.', '/a+(b)|c{2}$^.', true],
    ['/efi1/', '/efi1', true],
    ['/', '/', true],
    ['/été?', '/été😀', true],
  ];
  for (const [glob, path, is] of cases) t.equal(matches(glob, path), is, `${glob} ${path}`);
});

t.test('what is no glob', async (t) => {
  const wrong = [
    '',
    'efi0',
    '*',
    '/[z-a]',
    '/[',
    '/efi[',
    '/efi[]',
    '/efi[0-9',
    '/efi[0-9]*[',
    '/efi\\',
    '/[a\\',
    '/[a/b]',
  ];
  for (const glob of wrong) t.equal(compileGlob(glob).kind, 'refused', glob);
  for (const glob of defaultPatterns) t.equal(compileGlob(glob).kind, 'glob', glob);
});

t.test('a path whose wildcards are escaped matches itself alone, and no glob throws', async () => {
  const path = fc.string({ unit: 'grapheme' }).map((text) => `/${text.replace(/\/+$/, '')}`);
  fc.assert(
    fc.property(path, path, (one, other) => {
      compileGlob(one);
      const glob = one.replace(/[\\*?[\]]/g, '\\$&');
      return matches(glob, one) === true && matches(glob, other) === (one === other);
    }),
  );
});

t.test('slashes without an end', async (t) => {
  const many = '/'.repeat(500_000);
  t.equal(matches(`/efi0${many}`, '/efi0'), true);
  t.equal(compileGlob(`/a${many}[`).kind, 'refused');
});

t.test('many wildcards', async (t) => {
  t.equal(matches(`/${'*a'.repeat(60)}b`, `/${'a'.repeat(5000)}`), false);
  t.equal(matches(`/${'*a'.repeat(60)}`, `/${'a'.repeat(5000)}`), true);
});
