import { matchesGlob } from 'node:path/posix';
import fc from 'fast-check';
import t from 'tap';
import { compileGlob } from '../../src/decide/glob.ts';

const cases: readonly (readonly [glob: string, path: string, due: boolean])[] = [
  ['', '', true],
  ['a', 'a', true],
  ['a', 'b', false],
  ['a', 'aa', false],
  ['*', 'a', true],
  ['*', '.a', false],
  ['.*', '.a', true],
  ['?a', '.a', false],
  ['[.]a', '.a', false],
  ['\\.a', '.a', true],
  ['a*', 'a.b', true],
  ['*.*', 'a.b', true],
  ['a*b*c', 'axbxbxc', true],
  ['a*b*c', 'axbxbx', false],
  ['*', 'a/b', false],
  ['a?', 'a/', false],
  ['a/*', 'a/b', true],
  ['**', 'a/b/c', true],
  ['**/c', 'c', true],
  ['**/c', 'a/b/c', true],
  ['**/c', 'a/.b/c', false],
  ['a/**/c', 'a/c', true],
  ['a/**/b/**/c', 'a/x/b/y/b/c', true],
  ['a/**/b/**/c', 'a/x/y/c', false],
  ['[a-c]x', 'bx', true],
  ['[!a-c]x', 'bx', false],
  ['[^a-c]x', 'dx', true],
  ['[]]', ']', true],
  ['[', '[', true],
  ['\\*', '*', true],
  ['\\*', 'a', false],
  ['a{b,c}d', 'acd', true],
  ['a{b,c}d', 'abcd', false],
  ['{a,b{c,d}}', 'bd', true],
  ['{ab}', '{ab}', true],
  ['é*', 'été', true],
  ['?', '😀', true],
];

t.test('what a glob matches', async (t) => {
  for (const [glob, path, due] of cases) t.equal(compileGlob(glob)(path), due, `${glob} and ${path}`);
});

t.test('what Node makes of wildcards in names is the same', async () => {
  const glob = fc.array(fc.constantFrom('a', 'b', '*', '?', '.', '[ab]', '[!a]'), {
    minLength: 1,
    maxLength: 6,
  });
  const name = fc.array(fc.constantFrom('a', 'b', 'c', '.'), { minLength: 1, maxLength: 7 });
  fc.assert(
    fc.property(glob, name, (words, letters) => {
      const [text, path] = [words.join(''), letters.join('')];
      // `**` and names of dots only are cases of their own there.
      fc.pre(!text.includes('**') && !/^\.+$/.test(path) && !text.startsWith('.') && !text.startsWith('['));
      return compileGlob(text)(path) === matchesGlob(path, text);
    }),
    { numRuns: 3000 },
  );
});

t.test('too many alternatives', async (t) => {
  t.throws(() => compileGlob('{a,b}'.repeat(7)), RangeError);
  t.throws(() => compileGlob(`{${'x,'.repeat(100_000)}}`), RangeError);
  t.ok(compileGlob('{a,b}'.repeat(6))('ababab'));
});
