import fc from 'fast-check';
import t from 'tap';
import { createLineCutter, longestLine, mapLines, type Piece } from '../src/lines.ts';

function cut(chunks: readonly string[], longest: number): readonly Piece[] {
  const cutter = createLineCutter(longest);
  return [...chunks.flatMap((chunk) => cutter.push(chunk)), ...cutter.end()];
}

/** Keeps every line, and notes it with its number. */
function noting(seen: string[]): (line: string, number: number) => null {
  return (line, number) => {
    seen.push(`${number}:${line}`);
    return null;
  };
}

t.test('pieces are whole lines', async (t) => {
  const whole = (text: string) => ({ text, isComplete: true });
  const part = (text: string) => ({ text, isComplete: false });
  const cases: [chunks: string[], pieces: Piece[]][] = [
    [[], []],
    [[''], []],
    [['a\nb\n'], [whole('a\nb\n')]],
    [
      ['a\nb', 'c\nd'],
      [whole('a\n'), whole('bc\n'), whole('d')],
    ],
    [
      ['a\r', '\nb'],
      [whole('a\r\n'), whole('b')],
    ],
    [
      ['123456', '789', '0\nab\n', 'c'],
      [part('123456'), part('789'), part('0\n'), whole('ab\n'), whole('c')],
    ],
    [['12345', '\n'], [whole('12345\n')]],
    [['123456'], [part('123456')]],
  ];
  for (const [chunks, pieces] of cases) t.strictSame(cut(chunks, 5), pieces, JSON.stringify(chunks));
});

const anyText = fc.string({ unit: fc.constantFrom('a', '\n', '\r', ' ', '\0', '\xe9') });

t.test('joined, the pieces are the text, and no whole piece ends within a line', async () => {
  fc.assert(
    fc.property(fc.array(anyText), fc.integer({ min: 1, max: 6 }), (chunks, longest) => {
      const pieces = cut(chunks, longest);
      const inner = pieces.slice(0, -1).filter(({ isComplete }) => isComplete);
      return (
        pieces.map(({ text }) => text).join('') === chunks.join('') &&
        inner.every(({ text }) => text.endsWith('\n'))
      );
    }),
  );
});

t.test('lines are handed over without their ends', async (t) => {
  const cases: [text: string, lines: [string, number, string][]][] = [
    ['', []],
    ['\n', [['', 7, '\n']]],
    [
      'a\r\n\r\nb\r',
      [
        ['a', 7, '\r\n'],
        ['', 8, '\r\n'],
        ['b', 9, '\r'],
      ],
    ],
    [
      'a\rb\n\rc',
      [
        ['a\rb', 7, '\n'],
        ['\rc', 8, ''],
      ],
    ],
  ];
  for (const [text, lines] of cases) {
    const seen: [string, number, string][] = [];
    mapLines(text, 7, (...line) => {
      seen.push(line);
      return null;
    });
    t.strictSame(seen, lines, JSON.stringify(text));
  }
});

t.test('what is changed is changed, and nothing else', async (t) => {
  const change = (line: string, _: number, end: string) => (line === 'x' ? `y${end}` : null);
  t.equal(mapLines('a\nx\r\nx\nb\nx', 1, change).text, 'a\ny\r\ny\nb\ny');
  t.equal(mapLines('x\nx\n', 1, () => '').text, '');
  fc.assert(fc.property(anyText, (text) => mapLines(text, 1, (line, _, end) => line + end).text === text));
});

t.test('a line that is too long is not looked at', async (t) => {
  const long = 'x'.repeat(longestLine + 1);
  t.equal(mapLines(`a\n${long}\nb`, 1, (line, _, end) => `<${line}>${end}`).text, `<a>\n${long}\n<b>`);
});

t.test('lines without a match are only counted', async (t) => {
  const seen = (text: string, where: RegExp) => {
    const lines: string[] = [];
    const { next } = mapLines(text, 1, noting(lines), where);
    return [...lines, next];
  };
  t.strictSame(seen('a\nb\nc\nbb\n', /b/g), ['2:b', '4:bb', 5]);
  t.strictSame(seen('b', /b/g), ['1:b', 2]);
  t.strictSame(seen('a\na', /b/g), [2], 'the last line is open');
  t.strictSame(seen('', /b/g), [1]);
  fc.assert(
    fc.property(anyText, (text) => {
      const all: string[] = [];
      mapLines(text, 1, noting(all));
      return seen(text, /a/g).slice(0, -1).join() === all.filter((line) => line.includes('a')).join();
    }),
  );
});
