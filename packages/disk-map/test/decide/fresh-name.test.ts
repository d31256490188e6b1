import fc from 'fast-check';
import t from 'tap';
import { freshName } from '../../src/decide/fresh-name.ts';

t.test('itself where it is free, else the next number', async (t) => {
  for (const [name, taken, most, expected] of [
    ['ROOT', [], 16, 'ROOT'],
    ['ROOT', ['ROOT'], 16, 'ROOT1'],
    ['ROOT1', ['ROOT1', 'ROOT2'], 16, 'ROOT3'],
    ['EFI0', ['EFI0'], 11, 'EFI1'],
    ['v9', ['v9'], 16, 'v10'],
    ['', [''], 16, '1'],
    ['ABCDEFGHIJK', ['ABCDEFGHIJK'], 11, 'ABCDEFGHIJ1'],
    ['ABCDEFGHI99', ['ABCDEFGHI99'], 11, 'ABCDEFGH100'],
    ['Größe', ['Größe'], 7, 'Größ1'],
    ['Größe', ['Größe'], 5, 'Grö1'],
    ['long', [], 2, 'l1'],
  ] as const)
    t.equal(freshName(name, new Set(taken), most), expected, name);
});

t.test('always one that nothing has, and not too long', async () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.array(fc.string()),
      fc.integer({ min: 11, max: 32 }),
      (name, others, most) => {
        const taken = new Set([name, ...others]);
        const fresh = freshName(name, taken, most);
        return !taken.has(fresh) && Buffer.byteLength(fresh) <= most;
      },
    ),
  );
});
