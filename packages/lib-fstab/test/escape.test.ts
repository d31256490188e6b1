import fc from 'fast-check';
import t from 'tap';
import { escapeField, unescapeField } from '../src/escape.ts';

const cases: readonly (readonly [field: string, text: string])[] = [
  ['/mnt/a\\040b', '/mnt/a b'],
  ['/mnt/a\\011b', '/mnt/a\tb'],
  ['a\\134b', 'a\\b'],
];
for (const [field, text] of cases) {
  t.test(`${field} is read and written`, async (t) => {
    t.equal(unescapeField(field), text);
    t.equal(escapeField(text), field);
  });
}

t.test('what is not an escape stays', async (t) => {
  for (const field of ['', '\\40', '\\400', '\\x', 'a\\']) t.equal(unescapeField(field), field);
});

t.test('any text comes back, and its field is one', async () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const field = escapeField(text);
      return unescapeField(field) === text && !/[ \t\r\n]/.test(field);
    }),
  );
});
