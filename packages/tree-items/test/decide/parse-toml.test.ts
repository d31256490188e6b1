import t from 'tap';
import { parseToml } from '../../src/decide/parse-toml.ts';
import { bytes } from '../toml.ts';

t.test('values with their lines', async (t) => {
  const text =
    '# a comment\r\na = 1\r\n\nb = [\n  "x", # y\n  [true, -2.5],\n]\nc.d = 1\n"e f" = \'\\n\'\n[g]\nh = 1\n';
  t.strictSame(parseToml(bytes(text)), [
    { key: 'a', line: 2, value: { kind: 'integer', line: 2, value: 1 } },
    {
      key: 'b',
      line: 4,
      value: {
        kind: 'array',
        line: 4,
        value: [
          { kind: 'string', line: 5, value: 'x' },
          {
            kind: 'array',
            line: 6,
            value: [
              { kind: 'boolean', line: 6, value: true },
              { kind: 'float', line: 6, value: -2.5 },
            ],
          },
        ],
      },
    },
    { key: 'c', line: 8, value: { kind: 'table', line: 8 } },
    { key: 'e f', line: 9, value: { kind: 'string', line: 9, value: '\\n' } },
    { key: 'g', line: 10, value: { kind: 'table', line: 10 } },
  ]);
  t.strictSame(parseToml(bytes('')), []);
  t.match(parseToml(bytes('a = 2026-11-20\nb = { c = 1 }')), [
    { value: { kind: 'date' } },
    { value: { kind: 'table' } },
  ]);
});

t.test('what is no TOML has a line', async (t) => {
  const cases: [what: string, text: string | Uint8Array, line: number][] = [
    ['an open string', 'a = 1\nb = "x\n', 2],
    ['an open list', 'a = [\n1,\n', 2],
    ['a key twice', 'a = 1\n\na = 2\n', 3],
    ['no value', 'a =\n', 1],
    ['no value, and more below', 'x = 1\na = # none\n\nb = 1\n', 2],
    ['a key alone', 'a\nb = 1\n', 1],
    ['an open table', '[a\nb = 1\n', 1],
    ['a missing bracket', 'a = [\n[1, 2\n[3],\n]\n', 2],
    ['a missing comma', 'a = [\n[1]\n[3],\n]\n', 3],
    ['no key', 'a = 1\n= 2\n', 2],
    ['two on a line', 'a = 1 b = 2\n', 1],
    ['a byte order mark', '\ufeffa = 1\n', 1],
    ['a control character', 'a = 1\nb = "\u0001"\n', 2],
    ['an escape of TOML 1.1', 'a = "\\x41"\n', 1],
    ['Latin-1', new Uint8Array([...bytes('a = 1\n# '), 0xe9, 0x0a]), 2],
    ['Latin-1 at the end', new Uint8Array([...bytes('é = 1\n# '), 0xe9]), 2],
    ['a cut character', new Uint8Array([0xc3]), 1],
  ];
  for (const [what, text, line] of cases) {
    const given = typeof text === 'string' ? bytes(text) : text;
    t.throws(() => parseToml(given), { name: 'TomlError', code: 'TOML', line }, what);
  }
});

t.test('values in values without an end', async (t) => {
  for (const text of [`a = ${'['.repeat(100_000)}${']'.repeat(100_000)}`, `a = ${'{b='.repeat(50_000)}`])
    t.throws(() => parseToml(bytes(text)), { code: 'TOML' }, text.slice(0, 10));
});
