import t from 'tap';
import { setManPage } from '../../../src/decide/docs/man-set.ts';
import { spec } from '../../fixture.ts';

const other = { ...spec, name: 'esp-other', summary: "'quote' a \\" };

const cases: [name: string, template: string, page: string][] = [
  ['without placeholders', '.Sh NAME\nprose\n', '.Sh NAME\nprose\n'],
  [
    'with its commands, in their order',
    '.Sh COMMANDS\n@COMMANDS@\nprose\n',
    [
      '.Sh COMMANDS',
      '.Bl -tag -width esp-mirror(8)',
      '.It Xr esp-fixture 8',
      'Stand in for a command.',
      '.It Xr esp-other 8',
      "\\&'quote' a \\e.",
      '.El',
      'prose',
      '',
    ].join('\n'),
  ],
  ['with what only looks like a placeholder', 'see @COMMANDS@\n', 'see @COMMANDS@\n'],
];
for (const [name, template, page] of cases)
  t.test(`a page ${name}`, async (t) => t.equal(setManPage('x.7', template, [spec, other]), page));

t.test('a page with the options of every command, and none of one only', async (t) => {
  const items = setManPage('x.7', '@OPTIONS@', [spec])
    .split('\n')
    .filter((line) => line.startsWith('.It '));
  t.same(items, [
    '.It Fl n , Fl -dry-run',
    '.It Fl -sysroot Ar DIR',
    '.It Fl J , Fl -json',
    '.It Fl o , Fl -output Ar COLUMNS',
    '.It Fl -human',
    '.It Fl -no-header',
    '.It Fl q , Fl -quiet',
    '.It Fl v , Fl -verbose',
    '.It Fl h , Fl -help',
    '.It Fl V , Fl -version',
  ]);
});

t.test('an unknown placeholder is refused, and so is one of a command’s page', async (t) => {
  for (const placeholder of ['@BOGUS@', '@COLUMNS@'])
    t.throws(() => setManPage('x.7', `${placeholder}\n`, [spec]), new RegExp(`x\\.7.*${placeholder}`));
});
