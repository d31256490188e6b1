import t from 'tap';
import { parseSize } from '../../src/decide/parse-size.ts';

t.test('a number with a unit, and nothing else', async (t) => {
  const mib = 1024 * 1024;
  for (const [text, bytes] of [
    ['512M', 512 * mib],
    ['512MiB', 512 * mib],
    ['1G', 1024 * mib],
    ['1T', 1024 * 1024 * mib],
    ['1024K', mib],
    ['512', null],
    ['', null],
    ['0M', null],
    ['-1M', null],
    ['1.5G', null],
    ['1 G', null],
    ['1MB', null],
    ['1m', null],
    ['99999999999G', null],
    ['999999999T', null],
  ] as const)
    t.equal(parseSize(text), bytes, text);
});
