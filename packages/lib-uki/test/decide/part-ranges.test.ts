import t from 'tap';
import type { ImageLayout } from '../../src/decide/image-layout.ts';
import { initrdRanges } from '../../src/decide/part-ranges.ts';

const layout = (length: number | null): ImageLayout => ({
  machine: 0x8664,
  isSigned: false,
  sections: length === null ? [] : [{ name: '.initrd', at: 1000, length }],
});
const of = (length: number | null, ...sizes: readonly number[]) =>
  initrdRanges(
    layout(length),
    sizes.map((size) => ({ size, sha256: String(size) })),
  )?.map(({ at, part }) => [at, part.size]) ?? null;

t.test('where initrds are', async (t) => {
  t.strictSame(of(null), []);
  t.strictSame(of(9), [], 'those of the configuration only');
  t.equal(of(null, 5), null);
  t.strictSame(of(5, 5), [[1000, 5]], 'one alone is not filled up');
  t.equal(of(4, 5), null);
  t.strictSame(of(16, 5, 7), [
    [1000, 5],
    [1008, 7],
  ]);
  t.equal(of(15, 5, 7), null);
  t.strictSame(of(20, 5), [[1012, 5]], 'behind one of the configuration');
  t.strictSame(of(24, 5, 7), [
    [1008, 5],
    [1016, 7],
  ]);
});
