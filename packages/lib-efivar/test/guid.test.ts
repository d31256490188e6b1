import fc from 'fast-check';
import t from 'tap';
import { formatGuid, parseGuid } from '../src/guid.ts';

t.test('the first three groups are turned round', async (t) => {
  const bytes = new Uint8Array([3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]);
  t.equal(formatGuid(bytes), '00010203-0405-0607-0809-0a0b0c0d0e0f');
  t.strictSame(parseGuid('00010203-0405-0607-0809-0A0B0C0D0E0F'), bytes);
});

t.test('what is no GUID', async (t) => {
  for (const text of [
    '',
    '0001020304050607',
    '{00010203-0405-0607-0809-0a0b0c0d0e0f}',
    '0001020g-0405-0607-0809-0a0b0c0d0e0f',
  ]) {
    t.equal(parseGuid(text), null, text);
  }
  t.throws(() => formatGuid(new Uint8Array(15)), RangeError);
});

t.test('any 16 bytes come back', async () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      const again = parseGuid(formatGuid(bytes));
      return again?.every((byte, index) => byte === bytes[index]) === true;
    }),
  );
});
