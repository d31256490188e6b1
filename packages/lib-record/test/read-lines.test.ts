import t from 'tap';
import { type Line, longestLine, readLines } from '../src/read-lines.ts';

async function* from(...chunks: readonly (Uint8Array | string)[]): AsyncGenerator<Uint8Array | string> {
  yield* chunks;
}

async function lines(...chunks: readonly (Uint8Array | string)[]): Promise<readonly string[]> {
  const found: Line[] = [];
  for await (const line of readLines(from(...chunks))) found.push(line);
  t.strictSame(
    found.map(({ number }) => number),
    found.map((_, index) => index + 1),
  );
  return found.map(({ text }) => text);
}

t.test('lines, however they are cut', async (t) => {
  const cases: readonly [chunks: readonly (Uint8Array | string)[], lines: readonly string[]][] = [
    [[], []],
    [[''], []],
    [['\n'], ['']],
    [['a'], ['a']],
    [['a\n'], ['a']],
    [['a\nb'], ['a', 'b']],
    [
      ['a', '', '\n', '\n', 'b', 'c\n'],
      ['a', '', 'bc'],
    ],
    [[Uint8Array.of(0xc3), Uint8Array.of(0xa9, 0x0a)], ['é']],
    [[Uint8Array.of(0xf0, 0x9f), 'x'.slice(1), Uint8Array.of(0x98, 0x80)], ['😀']],
    [[Uint8Array.of(0xef, 0xbb, 0xbf, 0x23)], ['\ufeff#']],
    [['a\r\n'], ['a\r']],
  ];
  for (const [chunks, expected] of cases) t.strictSame(await lines(...chunks), expected);
});

t.test('a chunk that its giver fills anew is not read twice', async (t) => {
  const buffer = new Uint8Array(1);
  async function* reused() {
    for (const byte of [0x61, 0x62, 0x0a, 0x63]) {
      buffer[0] = byte;
      yield buffer;
    }
  }
  const found: string[] = [];
  for await (const { text } of readLines(reused())) found.push(text);
  t.strictSame(found, ['ab', 'c']);
});

t.test('what is not UTF-8 is refused with its line, after the lines before it', async (t) => {
  for (const bytes of [[0xff], [0xc3], [0xc3, 0x0a], [0xed, 0xa0, 0x80, 0x0a], [0xc0, 0x80]]) {
    const found: string[] = [];
    const reading = (async () => {
      for await (const { text } of readLines(from(Uint8Array.of(0x61, 0x0a, ...bytes)))) found.push(text);
    })();
    await t.rejects(reading, { code: 'ENCODING', line: 2 });
    t.strictSame(found, ['a']);
  }
  await t.rejects(lines('\ud800'), { code: 'ENCODING', line: 1 });
});

t.test('a line that is too long is refused, in one chunk, in many and without an end', async (t) => {
  const longest = 'x'.repeat(longestLine);
  t.equal((await lines(`${longest}\n`))[0]?.length, longestLine);
  await t.rejects(lines(`a\n${longest}x\n`), { code: 'LINE', line: 2 });
  await t.rejects(lines(longest, 'x'), { code: 'LINE', line: 1 });
  async function* endless() {
    for (;;) yield new Uint8Array(65536).fill(0x78);
  }
  const reading = (async () => {
    for await (const _ of readLines(endless()));
  })();
  await t.rejects(reading, { code: 'LINE', line: 1 });
});

t.test('a longer limit, and a long line in many chunks', async (t) => {
  const piece = 'é'.repeat(longestLine / 2);
  async function* chunks() {
    for (let count = 0; count < 3; count += 1) yield piece;
    yield '\nnext';
  }
  const found: string[] = [];
  for await (const { text } of readLines(chunks(), 3 * longestLine)) found.push(text);
  t.ok(found[0] === piece.repeat(3));
  t.strictSame(found.slice(1), ['next']);
  const reading = (async () => {
    for await (const _ of readLines(chunks(), 3 * longestLine - 1));
  })();
  await t.rejects(reading, { code: 'LINE', line: 1 });
});
