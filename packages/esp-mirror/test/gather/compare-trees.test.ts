import { randomBytes } from 'node:crypto';
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readBootTree } from '@twinroot/lib-seal';
import { fileAt, isSameFile, smallFile } from '@twinroot/lib-tree';
import t from 'tap';
import { compareTrees } from '../../src/gather/compare-trees.ts';

const wishes = { checksum: false, isExcluded: (path: string) => /\.iso$/i.test(path) };

t.test('files of which only the times differ', async (t) => {
  const root = t.testdir({ a: {}, b: {} });
  const [sourceRoot, mirrorRoot] = [join(root, 'a'), join(root, 'b')];
  const put = (name: string, here: number, there: number) => {
    for (const [directory, fill, time] of [
      [sourceRoot, here, 1_700_000_000],
      [mirrorRoot, there, 1_600_000_000],
    ] as const) {
      writeFileSync(join(directory, name), Buffer.alloc(smallFile + 1, fill));
      utimesSync(join(directory, name), time, time);
    }
  };
  put('same', 1, 1);
  put('other', 1, 2);
  put('left.iso', 1, 1);
  const trees = {
    source: await readBootTree(sourceRoot, wishes),
    mirror: await readBootTree(mirrorRoot, wishes),
  };
  const compared = await compareTrees({ ...trees, sourceRoot, mirrorRoot }, wishes.isExcluded);
  const isSame = (name: string) => {
    const [here, there] = [compared.source, compared.mirror].map(({ listing }) => fileAt(listing, name));
    return here !== undefined && there !== undefined && isSameFile(here, there);
  };
  t.strictSame(['same', 'other', 'left.iso'].map(isSame), [true, false, false]);
});

for (const [what, initrd] of [
  ['truncated', Buffer.concat([Buffer.from('fd377a585a00', 'hex'), Buffer.alloc(100, 1)])],
  ['truncated, by gzip', gzipSync(randomBytes(100_000)).subarray(0, 60_000)],
] as const)
  t.test(`an initrd that is ${what}, where it would be copied`, async (t) => {
    const tree = (extra: Record<string, Buffer>) => ({
      loader: { entries: { 'a.conf': 'linux /k\ninitrd /i\n' } },
      k: 'MZ',
      ...extra,
    });
    const root = t.testdir({ a: tree({ i: initrd }), b: tree({ i: initrd }), c: tree({}) });
    const read = (name: string) => readBootTree(join(root, name), wishes);
    const faults = async (to: string) => {
      const trees = { source: await read('a'), mirror: await read(to) };
      const roots = { sourceRoot: join(root, 'a'), mirrorRoot: join(root, to) };
      return (await compareTrees({ ...trees, ...roots }, () => false)).source.faults;
    };
    t.strictSame([...(await faults('b')).keys()], [], 'it is there already');
    t.strictSame([...(await faults('c')).keys()], ['I']);
  });
