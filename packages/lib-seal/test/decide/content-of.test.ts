import t from 'tap';
import { treeOf } from '../../../lib-boot-tree/test/tree-of.ts';
import { contentOf, unreadDigest } from '../../src/decide/content-of.ts';
import { found, hashed, registryOf, sha256 } from '../registries.ts';

const tree = (files: Readonly<Record<string, string>>) => hashed(treeOf(files));
const clean = { edited: [], rotten: [], progress: 'none' } as const;

t.test('what is rotten keeps its line, and what is new is asked for', async (t) => {
  const before = registryOf(found(tree({ linux: 'MZ', initrd: 'x' })));
  const now = found(tree({ linux: 'MZ', initrd: 'x', more: 'y' }));
  const asked: string[] = [];
  const digestOf = (path: string) => {
    asked.push(path);
    return unreadDigest;
  };
  const state = { found: now, content: { ...clean, rotten: ['INITRD'] }, unseen: [] };
  const lines = contentOf(state, before, digestOf).map(({ path, digest }) => [path, digest]);
  const ofNew = now.find(({ path }) => path === 'MORE')?.node.digest ?? unreadDigest;
  t.strictSame(lines, [
    ['INITRD', sha256('x')],
    ['LINUX', sha256('MZ')],
    ['MORE', ofNew],
  ]);
  t.notOk(asked.includes('linux'), 'what is recorded is not read again');
});

t.test('what stands for a digest has the length of one', async (t) => {
  t.equal(unreadDigest.length, sha256('').length);
});
