import t from 'tap';
import { searchedText } from '../../src/decide/searched-text.ts';

t.test('what is searched', async (t) => {
  const cases: [bytes: string, text: string | null][] = [
    ['', ''],
    ['a\nb\n', 'a\nb\n'],
    ['caf\xe9', 'caf\xe9'],
    ['\xff\xfea\0b\0\n\0', 'ab\n'],
    ['\xff\xfea\0b', 'a'],
    ['MZ\0', null],
    [`${'a'.repeat(5000)}\0`, `${'a'.repeat(5000)}\0`],
  ];
  for (const [bytes, text] of cases) t.equal(searchedText(bytes), text, JSON.stringify(bytes).slice(0, 20));
});
