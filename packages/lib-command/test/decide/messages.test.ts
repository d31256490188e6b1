import t from 'tap';
import { createMessages, type MessageStyle } from '../../src/decide/messages.ts';

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
