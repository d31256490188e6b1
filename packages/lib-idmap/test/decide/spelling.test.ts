import fc from 'fast-check';
import t from 'tap';
import { decodeLink, encodeLink } from '../../src/decide/spelling.ts';

const cases: readonly (readonly [value: string, link: string])[] = [
  ['6B7E-A837', '6B7E-A837'],
  ['my disk', 'my\\x20disk'],
  ['a/b', 'a\\x2fb'],
  ['a+b:c=d@e_f.g#h', 'a+b:c=d@e_f.g#h'],
  ['gr\xc3\xb6n', 'gr\xc3\xb6n'],
  ['a\\b', 'a\\x5cb'],
];
for (const [value, link] of cases) {
  t.test(`a link below /dev/disk: ${link}`, async (t) => {
    t.equal(encodeLink(value), link);
    t.equal(decodeLink(link), value);
  });
}

t.test('every id comes back from its link', async () => {
  const bytes = fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  });
  fc.assert(fc.property(bytes, (value) => decodeLink(encodeLink(value)) === value));
});
