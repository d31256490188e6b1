import fc from 'fast-check';
import t from 'tap';
import { outputLines, progressOf } from '../../src/decide/output-lines.ts';

t.test('lines are the same however the text is cut', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom(...'ab \r\n') })), (parts) => {
      const lines: string[] = [];
      const feed = outputLines((line) => void lines.push(line));
      for (const part of parts) feed(part);
      feed('\n');
      t.strictSame(
        lines,
        parts
          .join('')
          .concat('\n')
          .split(/[\r\n]/)
          .slice(0, -1),
      );
    }),
    { numRuns: 500 },
  );
});

t.test('how far rsync is', async (t) => {
  t.match(
    progressOf('      1,234,567  45%  100.00MB/s    0:01:10 (xfr#1, to-chk=0/6)'),
    /#{9}\.{11}.* 45 % .*0:01:10/,
  );
  t.match(progressOf('              0 100%    0.00kB/s    0:00:00  '), /#{20}/);
  for (const line of ['', 'sending', '@>f+++++++++ 3 45%', '45%']) t.equal(progressOf(line), null, line);
});
