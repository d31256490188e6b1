import fc from 'fast-check';
import t from 'tap';
import { compileNameGlob, slipIn } from '../src/name-glob.ts';

const cases: readonly (readonly [glob: string, name: string, due: boolean])[] = [
  ['', '', true],
  ['', 'a', false],
  ['*', '', true],
  ['*', '.a', true],
  ['a*b*c', 'axbxbxc', true],
  ['a*b*c', 'axbxbx', false],
  ['a**b', 'axxb', true],
  ['?', '😀', true],
  ['é*', 'été', true],
  ['[a-c]x', 'bx', true],
  ['[!a-c]x', 'bx', false],
  ['[^a-c]x', 'dx', true],
  ['[]]', ']', true],
  ['[!]]', ']', false],
  ['[a-]', '-', true],
  ['[', '[', true],
  ['a[', 'a[', true],
  ['\\*', '*', true],
  ['\\*', 'a', false],
  ['a\\', 'a\\', true],
  ['[z-a]', 'm', false],
];

t.test('what a glob matches in a name', async (t) => {
  for (const [glob, name, due] of cases) t.equal(compileNameGlob(glob)(name), due, `${glob} and ${name}`);
});

t.test('slips', async (t) => {
  for (const glob of ['[', 'efi[', 'efi[]', 'a[0-9', '[0-9]*[', 'efi\\', '[z-a]', '[a-z9-0]'])
    t.type(slipIn(glob), 'string', glob);
  for (const glob of ['', '*', '[]]', '[!]]', '[a-]', '\\[', 'a]', '[a-a]', '{a', '\\\\'])
    t.equal(slipIn(glob), null, glob);
});

t.test('a name whose wildcards are escaped matches itself alone', async () => {
  const name = fc.string({ unit: 'grapheme' });
  fc.assert(
    fc.property(name, name, (one, other) => {
      const glob = one.replace(/[\\*?[\]]/g, '\\$&');
      const matches = compileNameGlob(glob);
      return slipIn(glob) === null && matches(one) && matches(other) === (one === other);
    }),
  );
});
