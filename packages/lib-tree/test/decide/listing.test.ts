import { foldPath } from '@twinroot/lib-fat';
import t from 'tap';
import {
  type FileNode,
  fileAt,
  filesOf,
  growingListing,
  isSameFile,
  isSameTime,
  isSilentTime,
  listingOf,
  type PlainNode,
  type TreeNode,
} from '../../src/decide/listing.ts';

const file = (path: string, more: Partial<FileNode> = {}): FileNode => ({
  kind: 'file',
  path,
  key: foldPath(path),
  size: 1,
  mtime: 1_700_000_000,
  digest: null,
  bytes: null,
  ...more,
});

t.test('files that are the same', async (t) => {
  const base = { size: 10, mtime: 1_700_000_000, digest: 'x' };
  const cases: readonly (readonly [
    name: string,
    a: Partial<FileNode>,
    b: Partial<FileNode>,
    same: boolean,
  ])[] = [
    ['equal', base, base, true],
    ['another size', base, { ...base, size: 11 }, false],
    ['another content', base, { ...base, digest: 'y' }, false],
    ['the same content at another time', base, { ...base, mtime: 1 }, true],
    ['unread, the same time', { ...base, digest: null }, { ...base, digest: null }, true],
    [
      'unread, within the step of FAT',
      { ...base, digest: null },
      { ...base, digest: null, mtime: 1_700_000_001.9 },
      true,
    ],
    [
      'unread, the next step',
      { ...base, digest: null },
      { ...base, digest: null, mtime: 1_700_000_002 },
      false,
    ],
    ['unread, older', { ...base, digest: null }, { ...base, digest: null, mtime: 1_600_000_000 }, false],
    ['only one was read', base, { ...base, digest: null }, true],
    [
      'before FAT began',
      { ...base, digest: null, mtime: 0 },
      { ...base, digest: null, mtime: 315_532_800 },
      false,
    ],
    [
      'before FAT began, in another time zone',
      { ...base, digest: null, mtime: 1 },
      { ...base, digest: null, mtime: 315_532_800 + 14 * 3600 },
      false,
    ],
    ['before FAT began, and read', { ...base, mtime: 1 }, { ...base, mtime: 315_532_800 }, true],
    ['one that cannot be read', base, { ...base, digest: null, unreadable: 'EIO' }, false],
    [
      'long after FAT began',
      { ...base, digest: null, mtime: 0 },
      { ...base, digest: null, mtime: 320_000_000 },
      false,
    ],
  ];
  for (const [name, a, b, same] of cases) {
    t.equal(isSameFile(file('a', a), file('a', b)), same, name);
    t.equal(isSameFile(file('a', b), file('a', a)), same, `${name}, the other way round`);
  }
});

t.test('a listing', async (t) => {
  const nodes: readonly (TreeNode | PlainNode)[] = [
    { kind: 'directory', path: 'EFI' },
    file('EFI/a'),
    file('EFI/A'),
    { kind: 'symlink', path: 'link' },
  ];
  const listing = listingOf(nodes);
  t.strictSame(listing.clashes, [['EFI/a', 'EFI/A']]);
  t.equal(fileAt(listing, 'efi/a')?.path, 'EFI/a', 'any case finds it');
  t.equal(fileAt(listing, 'efi'), undefined, 'a directory is no file');
  t.equal(fileAt(listing, 'link'), undefined);
  t.strictSame(
    filesOf(listing).map(({ path }) => path),
    ['EFI/a'],
  );
  t.strictSame(filesOf(listingOf([])), []);
});

t.test('times that say nothing, and times that are the same', async (t) => {
  t.strictSame([0, 315_532_800, 400_000_000].map(isSilentTime), [true, true, false]);
  const same = (a: number, b: number) => isSameTime({ mtime: a }, { mtime: b });
  t.equal(same(1, 315_532_800), true, 'FAT begins in 1980');
  t.equal(same(1_700_000_000, 1_700_000_001.9), true);
  t.equal(same(1_700_000_000, 1_700_000_002), false);
});

t.test('a listing that turns out to be another one', async (t) => {
  const like = listingOf([{ kind: 'directory', path: 'd' }, file('d/a'), file('d/b')]);
  const nodes = [...like.nodes.values()];
  const grown = (...added: readonly TreeNode[]) => {
    const growing = growingListing(like);
    for (const node of added) growing.add(node);
    return growing.listing();
  };
  t.equal(grown(...nodes), like);
  const cases: readonly (readonly [name: string, added: readonly TreeNode[]])[] = [
    ['nothing', []],
    ['less', nodes.slice(0, 2)],
    ['more', [...nodes, file('e')]],
    ['others in the middle', [...nodes.slice(0, 1), file('d/A'), ...nodes.slice(2)]],
    ['another order', nodes.toReversed()],
    ['one twice', [...nodes, file('D/B')]],
  ];
  for (const [name, added] of cases) {
    const listing = grown(...added);
    t.not(listing, like, name);
    t.strictSame(listing, listingOf(added), `${name}: as it would be without it`);
  }
});
