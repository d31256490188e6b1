import { bootTreeOf } from '@twinroot/lib-boot-tree';
import { listingOf, type PlainNode, type TreeNode } from '@twinroot/lib-tree';
import t from 'tap';
import { damagedFiles } from '../../src/decide/damaged-files.ts';
import { fileNode } from './model.ts';

const file = (path: string, unreadable?: string) =>
  fileNode(path, unreadable === undefined ? {} : { unreadable });
const tree = (...nodes: readonly (TreeNode | PlainNode)[]) => bootTreeOf(listingOf(nodes), () => null);

t.test('what cannot be read, and what has no name', async (t) => {
  const source = tree(file('a', 'EIO'), file('b'), file('left.iso', 'EACCES'), {
    kind: 'unnamed',
    path: '\ufffd',
  });
  const mirror = tree(file('b', 'EIO'), { kind: 'unnamed', path: 'd/\ufffdx' });
  const { pinned, notes } = damagedFiles(source, mirror, (path) => !/\.iso$/i.test(path));
  t.strictSame([...pinned], ['A']);
  t.strictSame(
    notes.map(({ kind }) => kind),
    ['kept', 'warning', 'warning'],
  );
  t.ok(notes[0]?.text.includes('EIO'));
  t.strictSame(
    damagedFiles(tree(file('a')), tree(), () => true),
    { pinned: new Set(), notes: [] },
  );
});

t.test('programs that no entry names', async (t) => {
  const source = {
    ...tree(
      file('EFI/BOOT/BOOTX64.EFI'),
      file('loader/addons/a.addon.efi'),
      file('vmlinuz'),
      file('EFI/x/y.efi'),
    ),
    faults: new Map(
      ['EFI/BOOT/BOOTX64.EFI', 'LOADER/ADDONS/A.ADDON.EFI', 'VMLINUZ'].map((key) => [key, 'is truncated']),
    ),
  };
  const { pinned, notes } = damagedFiles(source, tree(file('EFI/BOOT/BOOTX64.EFI')), () => true);
  t.strictSame(
    [...pinned].sort(),
    ['EFI/BOOT/BOOTX64.EFI', 'LOADER/ADDONS/A.ADDON.EFI'],
    'a kernel is a matter of the entries that name it',
  );
  t.strictSame(
    notes.map(({ kind }) => kind),
    ['kept', 'kept'],
  );
});
