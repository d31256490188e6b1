import fc from 'fast-check';
import t from 'tap';
import { createLineRewriter } from '../src/line-rewriter.ts';
import { longestLine } from '../src/lines.ts';

/** Each line with its number before it; the numbers of lines that were too long. */
function numbered(chunks: readonly string[]): { text: string; tooLong: number[] } {
  const tooLong: number[] = [];
  const rewriter = createLineRewriter(
    (line, number, end) => `${number}:${line}${end}`,
    (number) => tooLong.push(number),
  );
  return { text: chunks.map(rewriter.push).join('') + rewriter.end(), tooLong };
}

t.test('lines are numbered over all chunks', async (t) => {
  t.strictSame(numbered(['a\nb', '\n\r', '\nc']), { text: '1:a\n2:b\n3:\r\n4:c', tooLong: [] });
  t.strictSame(numbered([]), { text: '', tooLong: [] });
});

t.test('a line that is too long is one line', async (t) => {
  const long = 'x'.repeat(longestLine);
  const { text, tooLong } = numbered(['a\n', long, 'x', long, '\nb\n', long, '\n']);
  t.equal(text.replaceAll(long, 'LONG'), '1:a\nLONGLONGx\n3:b\n4:LONG\n');
  t.strictSame(tooLong, [2]);
  t.strictSame(numbered([`a\n${long}x\nb\n${long}x`]).tooLong, [2, 4], 'in a text that comes at once, too');
});

t.test('what is done before is looked at after', async (t) => {
  const seen: string[] = [];
  const rewriter = createLineRewriter(
    (line, number) => {
      seen.push(`${number}:${line}`);
      return null;
    },
    () => undefined,
    /b/g,
    (text) => text.replaceAll('a', 'b'),
  );
  const long = 'a'.repeat(longestLine + 1);
  t.equal(
    rewriter.push('c\na\n') + rewriter.push(long) + rewriter.push('\na') + rewriter.end(),
    `c\nb\n${long}\nb`,
  );
  t.strictSame(seen, ['2:b', '4:b'], 'and lines have their numbers');
});

t.test('chunks make no difference', async () => {
  const anyText = fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\xe9') });
  fc.assert(
    fc.property(fc.array(anyText), (chunks) => numbered(chunks).text === numbered([chunks.join('')]).text),
  );
});
