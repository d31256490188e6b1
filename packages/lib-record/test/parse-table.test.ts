import t from 'tap';
import { parseTable } from '../src/parse-table.ts';
import { sampleTable } from './any-records.ts';

const absent = { note: null, maybe: null, bytes: null, rate: null, places: null };
const first = { ...absent, name: 'a', kind: 'one', count: 7, seconds: 0.5 };

t.test('tables that are read', async (t) => {
  const cases: readonly [what: string, text: string, records: readonly object[]][] = [
    ['the due columns', '#NAME KIND COUNT SECONDS\na one 7 0.5\n', [first]],
    ['another order', '#SECONDS COUNT KIND NAME\n0.5 7 one a\n', [first]],
    ['unknown columns', '#X NAME KIND COUNT SECONDS Y\n\\9 a one 7 0.5 #\n', [first]],
    ['no last newline', '#NAME KIND COUNT SECONDS\na one 7 0.5', [first]],
    ['padding, tabs, blanks at both ends', ' \t# NAME  KIND\tCOUNT SECONDS \n  a\tone  7 0.5  \n', [first]],
    ['empty lines around', '\n \n#NAME KIND COUNT SECONDS\na one 7 0.5\n\n\t\n', [first]],
    ['no records', '#NAME KIND COUNT SECONDS\n', []],
    [
      'an empty name and a dash',
      '#NAME KIND COUNT SECONDS\n"" one 7 0.5\n\\055 one 7 0.5\n',
      [
        { ...first, name: '' },
        { ...first, name: '-' },
      ],
    ],
    [
      'values that look absent',
      '#NAME KIND COUNT SECONDS MAYBE\na one 7 0.5 -\na one 7 0.5 \\055\n',
      [first, { ...first, maybe: '-' }],
    ],
    [
      'numbers',
      '#NAME KIND COUNT SECONDS\na one 9007199254740991 -1.5e-7\n',
      [{ ...first, count: 9007199254740991, seconds: -1.5e-7 }],
    ],
    [
      'a number as a text',
      '#NAME KIND COUNT SECONDS\n12e4 one 7 0.5\n007 one 7 0.5\n',
      [
        { ...first, name: '12e4' },
        { ...first, name: '007' },
      ],
    ],
  ];
  for (const [what, text, records] of cases) t.strictSame(parseTable(sampleTable, text), records, what);
});

t.test('tables that are refused', async (t) => {
  const header = '#NAME KIND COUNT SECONDS';
  const cases: readonly [what: string, text: string, error: object][] = [
    ['nothing', '', { code: 'HEADER' }],
    ['blanks', ' \n\n', { code: 'HEADER' }],
    ['no header', 'a one 7 0.5\n', { code: 'HEADER', line: 1 }],
    ['a header without #', 'NAME KIND COUNT SECONDS\na one 7 0.5\n', { code: 'HEADER', line: 1 }],
    ['a byte order mark', `\ufeff${header}\n`, { code: 'HEADER', line: 1 }],
    ['a header without columns', '#\n', { code: 'COLUMN', line: 1, field: 'NAME' }],
    ['a due column missing', '#NAME KIND SECONDS\na one 0.5\n', { code: 'COLUMN', line: 1, field: 'COUNT' }],
    ['a column in lower case', '#name KIND COUNT SECONDS\n', { code: 'COLUMN', line: 1, field: 'NAME' }],
    ['a column twice', `${header} NAME\na one 7 0.5 a\n`, { code: 'COLUMN', line: 1, field: 'NAME' }],
    ['an unknown column twice', `${header} X X\n`, { code: 'COLUMN', line: 1, field: 'X' }],
    ['another record type', '#ROLE KIND STATE PARTUUID\n', { code: 'COLUMN', line: 1 }],
    ['too few fields', `${header}\na one 7\n`, { code: 'FIELD', line: 2 }],
    ['too many fields', `${header}\na b one 7 0.5\n`, { code: 'FIELD', line: 2 }],
    ['a comment after a record', `${header}\na one 7 0.5 # x\n`, { code: 'FIELD', line: 2 }],
    ['a comment line', `${header}\n#a one 7 0.5\n`, { code: 'LINE', line: 2 }],
    ['a header inside a group', `${header}\na one 7 0.5\n${header}\n`, { code: 'LINE', line: 3 }],
    ['a second group', `${header}\na one 7 0.5\n\n${header}\n`, { code: 'LINE', line: 4 }],
    ['a record after an empty line', `${header}\n\na one 7 0.5\n`, { code: 'LINE', line: 3 }],
    ['CR LF', `${header}\r\na one 7 0.5\r\n`, { code: 'LINE', line: 1 }],
    ['CR LF in a record', `${header}\na one 7 0.5\r\n`, { code: 'LINE', line: 2 }],
    ['a # in a field', `${header}\na#b one 7 0.5\n`, { code: 'ESCAPE', line: 2, field: 'NAME' }],
    [
      'a broken escape',
      `${header}\na one 7 0.5\n\\9 one 7 0.5\n`,
      { code: 'ESCAPE', line: 3, field: 'NAME' },
    ],
    ['an escape sequence', `${header}\na\u001b[2J one 7 0.5\n`, { code: 'ESCAPE', line: 2, field: 'NAME' }],
    ['a value of no list', `${header}\na three 7 0.5\n`, { code: 'VALUE', line: 2, field: 'KIND' }],
    ['a value in upper case', `${header}\na ONE 7 0.5\n`, { code: 'VALUE', line: 2, field: 'KIND' }],
    ['a due value absent', `${header}\n- one 7 0.5\n`, { code: 'VALUE', line: 2, field: 'NAME' }],
    ['a due number absent', `${header}\na one - 0.5\n`, { code: 'VALUE', line: 2, field: 'COUNT' }],
    ...[
      'x',
      '1.5',
      '-1',
      '+1',
      '0x1F',
      '1e400',
      '9007199254740993',
      '""',
      '7\\040',
      '01',
      'NaN',
      'Infinity',
      '1_000',
      '١',
    ].map((count): [string, string, object] => [
      `integer ${count}`,
      `${header}\na one ${count} 0.5\n`,
      { code: 'VALUE', line: 2, field: 'COUNT' },
    ]),
    ...['x', '.5', '5.', '0x1', 'NaN', 'Infinity', '-', '""', '1e999', '1,5', '00.5', '--1'].map(
      (seconds): [string, string, object] => [
        `number ${seconds}`,
        `${header}\na one 7 ${seconds}\n`,
        { code: 'VALUE', line: 2, field: 'SECONDS' },
      ],
    ),
  ];
  for (const [what, text, error] of cases)
    t.throws(() => parseTable(sampleTable, text), { name: 'RecordError', ...error }, what);
});

t.test('what stands in a message is made harmless', async (t) => {
  try {
    parseTable(sampleTable, '#NAME KIND COUNT SECONDS\na \\302\\233\\033[2J 7 0.5\n');
    t.fail('not refused');
  } catch (error) {
    t.ok(error instanceof Error && !/\p{Cc}/u.test(error.message));
  }
});

t.test('columns by the hundred thousand', async (t) => {
  const more = Array.from({ length: 300_000 }, (_, at) => `C${at}`).join(' ');
  const header = `#NAME KIND COUNT SECONDS ${more}\n`;
  const row = `a one 7 0.5 ${more}\n`;
  t.strictSame(parseTable(sampleTable, header + row), [first]);
  t.throws(() => parseTable(sampleTable, `#NAME KIND COUNT SECONDS ${more} C5\n`), {
    code: 'COLUMN',
    field: 'C5',
  });
  t.throws(() => parseTable(sampleTable, `#NAME ${more}\n`), { code: 'COLUMN', field: 'KIND' });
  t.throws(() => parseTable(sampleTable, `#NAME ${'K'.repeat(1_000_000)}\n`), {
    code: 'COLUMN',
    field: 'KIND',
  });
});
