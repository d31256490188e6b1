import t from 'tap';
import { rewrite } from './fixture.ts';

/** How many texts are tried; `FUZZ=1000000` tries a million. */
const count = Number(process.env['FUZZ'] ?? 20_000);

/** Numbers from 0 to 2^32-1, the same in each run (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

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
  '\\',
  '\\040',
  ',',
  '=',
  'UUID=',
  'LABEL="',
  '0',
  'swap',
];

t.test('any bytes', async (t) => {
  const next = random(5);
  const anyText = () =>
    Array.from({ length: next() % 60 }, () =>
      next() % 3 === 0 ? String.fromCharCode(next() % 256) : (tokens[next() % tokens.length] ?? ''),
    ).join('');
  const ids = [
    'UUID=0a1b2c3d-4e5f UUID=b',
    '/dev/nowhere /dev/else',
    'LABEL=no\\040such LABEL=other',
    '9b8a7c6d-1234 c',
  ];
  const rules = {
    under: '/m',
    'add-option': ['/ nofail'],
    set: ['UUID x'],
    drop: ['swap'],
    'add-peer': '/p',
  };
  let changed = 0;
  let unstable = 0;
  for (let run = 0; run < count; run += 1) {
    const text = anyText();
    if (rewrite([text], ids).text !== text) changed += 1;
    const once = rewrite([text], ids, rules).text;
    if (run % 10 === 0 && rewrite([once], ids, rules).text !== once) unstable += 1;
  }
  t.equal(changed, 0, `${count} texts without a match come out unchanged`);
  t.equal(unstable, 0, 'and with rules, twice is once');
  if (count >= 100_000) t.ok(process.memoryUsage.rss() < 400 * 2 ** 20, 'memory is bounded');
});
