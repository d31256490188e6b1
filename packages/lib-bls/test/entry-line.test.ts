import t from 'tap';
import { parseEntry } from '../src/entry.ts';
import { parseKeyLine } from '../src/entry-line.ts';

t.test('lines of an entry', async (t) => {
  const cases: [line: string, found: [key: string, value: string] | null][] = [
    ['', null],
    ['# title a', null],
    ['  #title a', null],
    ['title', null],
    ['title  ', null],
    ['title a', ['title', 'a']],
    ['\ttitle \t a b \t', ['title', 'a b']],
    ['Title a', ['Title', 'a']],
    ['options a #b', ['options', 'a #b']],
    ['title Voil\xc3\xa0', ['title', 'Voil\xc3\xa0']],
    ['\xef\xbb\xbftitle a', ['\xef\xbb\xbftitle', 'a']],
    ['title a\0b', ['title', 'a\0b']],
  ];
  for (const [line, found] of cases) {
    const parsed = parseKeyLine(line);
    t.strictSame(parsed && [parsed.key, line.slice(parsed.start, parsed.end)], found, JSON.stringify(line));
    const [whole] = parseEntry(Buffer.from(line, 'latin1'));
    t.equal(whole?.start, parsed?.start, 'as in a whole entry');
    t.equal(whole?.end, parsed?.end);
  }
  t.equal(parseEntry(Buffer.from('linux /voilà \r\n'))[0]?.value, '/voilà', 'which ends with the byte 0xA0');
});
