import { bootTreeOf } from '@twinroot/lib-boot-tree';
import { listingOf, type TreeNode } from '@twinroot/lib-tree';
import t from 'tap';
import { unreadableIn } from '../../src/decide/unreadable.ts';

const file = (path: string, unreadable?: string): TreeNode => ({
  kind: 'file',
  path,
  size: 1,
  mtime: 0,
  digest: null,
  bytes: null,
  ...(unreadable === undefined ? {} : { unreadable }),
});
const tree = (...nodes: readonly TreeNode[]) => bootTreeOf(listingOf(nodes), () => null);

t.test('what cannot be read, and what has no name', async (t) => {
  const source = tree(file('a', 'EIO'), file('b'), file('left.iso', 'EACCES'), {
    kind: 'unnamed',
    path: '\ufffd',
  });
  const mirror = tree(file('b', 'EIO'), { kind: 'unnamed', path: 'd/\ufffdx' });
  const { pinned, notes } = unreadableIn(source, mirror, (path) => !path.endsWith('.iso'));
  t.strictSame([...pinned], ['A']);
  t.strictSame(
    notes.map(({ kind }) => kind),
    ['kept', 'warning', 'warning'],
  );
  t.ok(notes[0]?.text.includes('EIO'));
  t.strictSame(
    unreadableIn(tree(file('a')), tree(), () => true),
    { pinned: new Set(), notes: [] },
  );
});
