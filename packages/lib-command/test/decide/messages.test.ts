import { fstatSync } from 'node:fs';
import t from 'tap';
import { createMessages, type MessageStyle } from '../src/messages.ts';
import { oneLine } from '../src/one-line.ts';
import { isJournal } from '../src/surroundings.ts';

const plain: MessageStyle = { name: 'esp-x', journal: false, colour: false, quiet: false, verbose: false };

function said(style: Partial<MessageStyle>): readonly string[] {
  const lines: string[] = [];
  const message = createMessages({ ...plain, ...style }, (line) => lines.push(line));
  message.error('e');
  message.warning('w');
  message.info('i');
  message.debug('d');
  return lines;
}

const cases: [name: string, style: Partial<MessageStyle>, lines: string[]][] = [
  ['plain', {}, ['esp-x: e\n', 'esp-x: w\n', 'esp-x: i\n']],
  ['quiet', { quiet: true }, ['esp-x: e\n', 'esp-x: w\n']],
  ['verbose', { verbose: true }, ['esp-x: e\n', 'esp-x: w\n', 'esp-x: i\n', 'esp-x: d\n']],
  [
    'to the journal',
    { journal: true, verbose: true },
    ['<3>esp-x: e\n', '<4>esp-x: w\n', '<6>esp-x: i\n', '<7>esp-x: d\n'],
  ],
  [
    'to the journal, never in colour',
    { journal: true, colour: true },
    ['<3>esp-x: e\n', '<4>esp-x: w\n', '<6>esp-x: i\n'],
  ],
];
for (const [name, style, lines] of cases) t.test(name, async (t) => t.same(said(style), lines));

t.test('colour is around the line', async (t) => {
  t.ok(said({ colour: true })[0]?.startsWith('\u001b['));
  t.ok(said({ colour: true })[0]?.endsWith('mesp-x: e\u001b[0m\n'));
});

const texts: [text: string, line: string][] = [
  ['plain — ünïcode 漢字 🙂', 'plain — ünïcode 漢字 🙂'],
  ['two\nlines\r\n', 'two\\nlines\\r\\n'],
  ['\u001b[31mred\u0007', '\\x1b[31mred\\x07'],
  ['\u009b31m\u007f', '\\x9b31m\\x7f'],
  ['a\u202etxt.exe\u2028', 'a\\u202etxt.exe\\u2028'],
  ['lone \ud800', 'lone \\ud800'],
];
for (const [text, line] of texts) t.test(`on one line: ${line}`, async (t) => t.equal(oneLine(text), line));

t.test('the journal is told by device and inode', async (t) => {
  const { dev, ino } = fstatSync(2);
  t.ok(isJournal(`${dev}:${ino}`, 2));
  t.notOk(isJournal(`${dev}:${ino + 1}`, 2), 'a variable that was inherited');
  t.notOk(isJournal(undefined, 2));
  t.notOk(isJournal('', 2));
});
