import { type BootTree, bootTreeOf } from '@twinroot/lib-boot-tree';
import { listingOf, type PlainNode } from '@twinroot/lib-tree';
import t from 'tap';
import { excluder } from '../../src/decide/exclude.ts';
import { refusalOf } from '../../src/decide/refuse.ts';

const file = (path: string, size = 1): PlainNode => ({
  kind: 'file',
  path,
  size,
  mtime: 0,
  digest: null,
  bytes: null,
});
const directory = (path: string): PlainNode => ({ kind: 'directory', path });
const tree = (...nodes: readonly PlainNode[]): BootTree => bootTreeOf(listingOf(nodes), () => null);

const cases: readonly (readonly [
  name: string,
  nodes: readonly PlainNode[],
  named: readonly string[] | null,
])[] = [
  ['nothing', [], null],
  ['files and directories', [directory('EFI'), file('EFI/a')], null],
  ['a link', [{ kind: 'symlink', path: 'EFI/link' }], ['EFI/link']],
  ['a socket', [{ kind: 'socket', path: 's' }], ['s']],
  ['a fifo', [{ kind: 'fifo', path: 'f' }], ['f']],
  ['a device', [{ kind: 'device', path: 'd' }], ['d']],
  ['a link in what is never touched', [{ kind: 'symlink', path: 'EFI/Microsoft/x' }], null],
  ['a link that is left out', [{ kind: 'symlink', path: 'left/x' }], null],
  ['a name that FAT has not', [file('a:b')], ['a:b']],
  ['a directory with such a name', [directory('a.')], ['a.']],
  ['two names that are one', [file('sub/a'), file('sub/A')], ['sub/a', 'sub/A']],
  ['two of them left out', [file('left/a'), file('left/A')], null],
  ['4 GiB less a byte', [file('a', 2 ** 32 - 1)], null],
  ['4 GiB', [file('a', 2 ** 32)], ['a']],
  ['4 GiB, left out', [file('left/a', 2 ** 32)], null],
];
const isLeftOut = excluder(['/left']);

t.test('what cannot be mirrored at all, on either side', async (t) => {
  for (const [name, nodes, named] of cases) {
    for (const [source, mirror] of [
      [tree(...nodes), tree()],
      [tree(), tree(...nodes)],
    ]) {
      const refusal = source && mirror ? refusalOf(source, mirror, isLeftOut) : undefined;
      if (named === null) t.equal(refusal, null, name);
      else for (const path of named) t.ok(refusal?.includes(path), `${name}: ${refusal}`);
    }
  }
});

t.test('a file on one side and a directory on the other', async (t) => {
  const isNone = () => false;
  t.ok(refusalOf(tree(file('a')), tree(directory('A')), isNone)?.includes('a'));
  t.ok(refusalOf(tree(directory('a')), tree(file('a')), isNone)?.includes('a'));
  t.equal(refusalOf(tree(directory('a')), tree(directory('A')), isNone), null);
  t.equal(refusalOf(tree(file('left/a')), tree(directory('left/a')), isLeftOut), null);
  t.equal(refusalOf(tree(file('loader/random-seed')), tree(directory('loader/random-seed')), isNone), null);
});
