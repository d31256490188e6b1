import t from 'tap';
import { oneLine } from '../../src/decide/one-line.ts';

const texts: [text: string, line: string][] = [
  ['plain — ünïcode 漢字 🙂', 'plain — ünïcode 漢字 🙂'],
  ['two\nlines\r\n', 'two\\nlines\\r\\n'],
  ['\u001b[31mred\u0007', '\\x1b[31mred\\x07'],
  ['\u009b31m\u007f', '\\x9b31m\\x7f'],
  ['a\u202etxt.exe\u2028', 'a\\u202etxt.exe\\u2028'],
  ['lone \ud800', 'lone \\ud800'],
];
for (const [text, line] of texts) t.test(`on one line: ${line}`, async (t) => t.equal(oneLine(text), line));
