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
    ['a file, and its directory, which may grow', [copy(4096)], empty, 8 * kib, 0],
    ['a byte more', [copy(4097)], empty, 8 * kib, 4 * kib],
    ['no room at all', [copy(1)], empty, 0, 8 * kib],
    ['what was left half-written goes first', [copy(4097)], left, 4 * kib, 0],
    ['two files', [copy(1), copy(1)], empty, 0, 16 * kib],
  ] as const)
    t.equal(shortageOf(operations, listing, { free, cluster: 4096 }), expected, name);
});

t.test('small clusters, and the longest name', async (t) => {
  const long: Operation = {
    op: 'write',
    path: `${'x'.repeat(250)}.conf`,
    bytes: Buffer.alloc(300),
    mtime: 0,
    replaces: false,
  };
  const { listing } = treeOf({});
  // 1 + 20 entries for the name, 1 + 1 for the temporary one: 736 bytes.
  t.equal(shortageOf([long], listing, { free: 0, cluster: 512 }), 512 + 1024);
  t.equal(shortageOf([long], listing, { free: 1536, cluster: 512 }), 0);
});
