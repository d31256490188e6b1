import t from 'tap';
import { anyTexts } from './any-texts.ts';
import { rewrite } from './boot-entry-fixture.ts';

/** How many texts are tried; `FUZZ=1000000` tries a million. */
const count = Number(process.env['FUZZ'] ?? 20_000);

const tokens = [
  ' ',
  '\t',
  '\n',
  '\r',
  '\0',
  '#',
  '"',
  "'",
  '/',
  ',',
  ':',
  '=',
  'options ',
  'title ',
  'root=',
  'UUID=',
  'rd.luks.name=',
  'rootflags=',
  '0a',
];

t.test('any bytes', async (t) => {
  const anyText = anyTexts(tokens, 5);
  const ids = [
    'UUID=0a1b2c3d-4e5f UUID=b',
    '/dev/nowhere /dev/else',
    'LABEL=no\\040such LABEL=other',
    '9b8a7c6d-1234 c',
  ];
  const rules = { 'title-prefix': 'P', rootflags: ['rw ro'] };
  let changed = 0;
  let unstable = 0;
  for (let run = 0; run < count; run += 1) {
    const text = anyText();
    const cmdline = run % 2 === 0;
    if (rewrite([text], ids, { cmdline }).text !== text) changed += 1;
    const once = rewrite([text], ids, rules).text;
    if (run % 10 === 0 && rewrite([once], ids, rules).text !== once) unstable += 1;
  }
  t.equal(changed, 0, `${count} texts without a match come out unchanged`);
  t.equal(unstable, 0, 'and with rules, twice is once');
  if (count >= 100_000) t.ok(process.memoryUsage.rss() < 400 * 2 ** 20, 'memory is bounded');
});
