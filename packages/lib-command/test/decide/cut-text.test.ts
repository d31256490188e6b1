import t from 'tap';
import { cutText, longestText } from '../../src/decide/cut-text.ts';
import { createMessages } from '../../src/decide/messages.ts';

const cases: [name: string, text: string, shown: string | RegExp][] = [
  ['nothing', '', ''],
  ['a text of the length that is shown', 'x'.repeat(longestText), 'x'.repeat(longestText)],
  ['one more', 'x'.repeat(longestText + 1), /^x{4096}… \(.*\b1\b.*\)$/],
  ['a megabyte', 'x'.repeat(2 ** 20), /^x{4096}… \(.*\b1044480\b.*\)$/],
  ['a pair of surrogates on the edge', `${'x'.repeat(longestText - 1)}🙂`, /^x{4095}… \(.*\b2\b.*\)$/],
];
for (const [name, text, shown] of cases) {
  t.test(name, async (t) => {
    if (typeof shown === 'string') t.equal(cutText(text), shown);
    else t.match(cutText(text), shown);
  });
}

t.test('no message is longer than a line of the journal (LineMax=48K of journald.conf(5))', async (t) => {
  const lines: string[] = [];
  const style = { name: 'esp-x', journal: true, colour: false, quiet: false, verbose: true };
  const message = createMessages(style, (line) => lines.push(line));
  for (const level of ['error', 'warning', 'info', 'debug'] as const)
    message[level]('\u202e'.repeat(2 ** 20));
  t.equal(lines.length, 4);
  for (const line of lines) t.ok(Buffer.byteLength(line) < 48 * 1024, String(Buffer.byteLength(line)));
});
