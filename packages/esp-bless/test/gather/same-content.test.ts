import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileNode } from '@twinroot/lib-tree';
import t from 'tap';
import { contentComparer } from '../../src/gather/same-content.ts';

const time = 1_700_000_000;
const node = (more: Partial<FileNode>): FileNode => ({
  kind: 'file',
  path: 'a',
  key: 'A',
  size: 3,
  mtime: time,
  digest: null,
  bytes: null,
  ...more,
});

t.test('files are read where size and time do not tell', async (t) => {
  const root = t.testdir();
  for (const [name, content] of [
    ['x', 'abc'],
    ['y', 'abc'],
    ['z', 'abd'],
  ] as const) {
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, 'a'), content);
  }
  const isSame = (other: string, a: Partial<FileNode>, b: Partial<FileNode>) =>
    contentComparer(join(root, 'x'), join(root, other))(node(a), node(b));
  t.equal(isSame('z', {}, {}), true, 'size and time are believed');
  t.equal(isSame('y', {}, { mtime: time + 60 }), true, 'another time, the same bytes');
  t.equal(isSame('z', {}, { mtime: time + 60 }), false, 'other bytes');
  t.equal(isSame('z', { mtime: 0 }, { mtime: 0 }), false, 'a time that says nothing');
  t.equal(isSame('y', {}, { size: 4 }), false);
  t.equal(isSame('y', { digest: 'd' }, { digest: 'e' }), false, 'known to be different');
  t.equal(isSame('y', { unreadable: 'EIO', mtime: 0 }, {}), false);
});
