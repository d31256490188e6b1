import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { smallFile } from '@twinroot/lib-tree';
import t from 'tap';
import { readBootTree, readSteadyTree } from '../../src/gather/read-boot-tree.ts';

const { signal } = new AbortController();
const plain = { checksum: false, isExcluded: () => false };

t.test('bytes are kept of the texts that are entries, and of nothing else', async (t) => {
  const root = t.testdir({
    loader: {
      'loader.conf': 'x',
      entries: { 'a.conf': 'x', '.b.conf': 'x', 'auto-c.conf': 'x', 'd.txt': 'x' },
    },
    EFI: { Linux: { 'e.efi': 'MZ' } },
  });
  const { listing, menu } = await readBootTree(root, plain);
  const kept = [...listing.nodes.values()].filter((node) => node.kind === 'file' && node.bytes !== null);
  t.strictSame(
    kept.map(({ path }) => path),
    ['loader/entries/a.conf'],
  );
  t.strictSame(
    menu.map(({ file }) => file.path),
    ['EFI/Linux/e.efi', 'loader/entries/a.conf'],
  );
});

t.test('a large file that was written just now is waited for', async (t) => {
  const root = t.testdir({ linux: 'x'.repeat(smallFile + 1) });
  const path = join(root, 'linux');
  const seconds = async (mtime: number) => {
    utimesSync(path, mtime, mtime);
    const started = process.uptime();
    t.equal((await readSteadyTree(root, plain, signal)).listing.nodes.size, 1);
    return process.uptime() - started;
  };
  const now = Math.floor(Date.now() / 2000) * 2;
  t.ok((await seconds(now - 60)) < 1, 'an old one is not');
  t.ok((await seconds(now + 3600)) < 1, 'nor one of the future');
  await seconds(Math.floor(Date.now() / 2000) * 2);
  t.ok(Date.now() / 1000 >= now + 2, 'until its step of two seconds is over');
});
