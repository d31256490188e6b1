import type { Copy, Operation } from '@twinroot/lib-tree';
import fc from 'fast-check';
import t from 'tap';
import { togetherOf } from '../../src/decide/together.ts';

const copy = (path: string, more: Partial<Copy> = {}): Copy => ({
  op: 'copy',
  path,
  from: path,
  size: 1,
  mtime: 1,
  replaces: false,
  ...more,
});
const copies = (count: number, more: Partial<Copy> = {}) =>
  Array.from({ length: count }, (_, index) => copy(`f${index}`, more));
const lengths = (operations: readonly Operation[]) =>
  togetherOf(operations).map((group) => ('op' in group ? 0 : group.length));

t.test('new files, from eight on', async (t) => {
  t.strictSame(lengths(copies(7)), Array(7).fill(0));
  t.strictSame(lengths(copies(8)), [8]);
  t.strictSame(lengths(copies(1030)), [512, 512, 6]);
  t.strictSame(lengths([{ op: 'mkdir', path: 'd' }, ...copies(9)]), [0, 9]);
});

t.test('what is there is done alone', async (t) => {
  t.strictSame(lengths([...copies(8), copy('old', { replaces: true }), ...copies(8)]), [8, 0, 8]);
});

t.test('not more bytes than a run should lose', async (t) => {
  t.strictSame(lengths(copies(10, { size: 50 * 2 ** 20 })), [2, 2, 2, 2, 2]);
  t.strictSame(lengths(copies(8, { size: 200 * 2 ** 20 })), Array(8).fill(1));
});

t.test('always everything, in the same order', async () => {
  const operation = fc.oneof(
    fc.record({ size: fc.nat(2 ** 28), replaces: fc.boolean() }).map((more) => copy('x', more)),
    fc.constant<Operation>({ op: 'mkdir', path: 'd' }),
  );
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 200, size: 'max' }), (all) => {
      const flat = togetherOf(all).flat();
      return flat.length === all.length && flat.every((one, index) => one === all[index]);
    }),
  );
});
