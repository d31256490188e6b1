import type { Operation } from '@twinroot/lib-tree';
import t from 'tap';
import { shortageOf } from '../../src/decide/shortage.ts';
import { treeOf } from '../trees.ts';

const kib = 1024;
const copy = (size: number): Operation => ({
  op: 'copy',
  path: 'EFI/Linux/a.efi',
  from: 'EFI/Linux/a+3.efi',
  size,
  mtime: 0,
  replaces: false,
});

t.test('what is missing', async (t) => {
  const empty = treeOf({}).listing;
  const left = treeOf({
    'EFI/Linux/TWIN0000.TMP': 'x'.repeat(5000),
    'TWIN0000.TMP': 'x'.repeat(9000),
  }).listing;
  for (const [name, operations, listing, free, expected] of [
    ['nothing is written', [{ op: 'delete', path: 'a', size: 9 }], empty, 0, 0],
    ['just enough', [copy(4096)], empty, 260 * kib, 0],
    ['a byte more', [copy(4097)], empty, 260 * kib, 4 * kib],
    ['no room at all', [copy(1)], empty, 0, 260 * kib],
    ['what was left half-written goes first', [copy(4097)], left, 256 * kib, 0],
  ] as const)
    t.equal(shortageOf(operations, listing, { free, cluster: 4096 }), expected, name);
});
