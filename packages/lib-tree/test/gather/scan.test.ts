import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, renameSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { openBelow } from '@twinroot/lib-sysroot';
import t from 'tap';
import { fileAt, type Listing, smallFile } from '../../src/decide/listing.ts';
import { readRange } from '../../src/gather/read-file.ts';
import { scanTree } from '../../src/gather/scan.ts';

const plain = { checksum: false, keepBytes: () => false, isUnread: () => false };
const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');

t.test('a tree, parents before what is in them', async (t) => {
  const root = t.testdir({ b: { 'x.conf': 'text', empty: {} }, a: 'a', zero: '' });
  utimesSync(join(root, 'a'), 1_600_000_000, 1_600_000_001.5);
  const listing = await scanTree(root, { ...plain, keepBytes: (path) => path.endsWith('.conf') });
  t.strictSame(
    [...listing.nodes.values()].map(({ kind, path }) => `${kind} ${path}`),
    ['file a', 'directory b', 'directory b/empty', 'file b/x.conf', 'file zero'],
  );
  t.match(fileAt(listing, 'a'), { size: 1, mtime: 1_600_000_001.5, digest: sha256('a'), bytes: null });
  t.equal(String(fileAt(listing, 'b/x.conf')?.bytes), 'text');
  t.match(fileAt(listing, 'zero'), { size: 0, digest: sha256('') });
  t.strictSame((await scanTree(join(root, 'b/empty'), plain)).nodes.size, 0);
});

t.test('small files are read whole, large ones only with a checksum', async (t) => {
  const root = t.testdir({});
  const sizes = [smallFile - 1, smallFile, smallFile + 1, 3 * smallFile + 5];
  for (const size of sizes) writeFileSync(join(root, String(size)), Buffer.alloc(size, size));
  for (const checksum of [false, true]) {
    let read = 0;
    const onRead = (bytes: number) => {
      read += bytes;
    };
    const listing = await scanTree(root, { ...plain, checksum, onRead });
    t.equal(read, checksum ? 4 * smallFile + 6 : 0, 'who watches hears of large files');
    for (const size of sizes) {
      const isRead = checksum || size <= smallFile;
      const digest = isRead ? sha256(Buffer.alloc(size, size)) : null;
      t.match(fileAt(listing, String(size)), { size, digest }, `${size} bytes`);
    }
  }
});

t.test('a file of 4 GiB is listed without being read', async (t) => {
  const root = t.testdir({ large: '' });
  truncateSync(join(root, 'large'), 2 ** 32 + 1);
  const started = performance.now();
  t.match(fileAt(await scanTree(root, plain), 'large'), { size: 2 ** 32 + 1, digest: null });
  t.ok(performance.now() - started < 2000);
});

t.test('what is not to be read is listed, and not opened', async (t) => {
  const root = t.testdir({ own: { seed: 'secret' }, other: 'x' });
  chmodSync(join(root, 'own/seed'), 0);
  const listing = await scanTree(root, { ...plain, isUnread: (path) => path.startsWith('own') });
  t.match(fileAt(listing, 'own/seed'), { size: 6, digest: null, bytes: null });
  t.match(fileAt(listing, 'other'), { digest: sha256('x') });
});

t.test('links, sockets, fifos and devices are listed as such, and never followed', async (t) => {
  const root = t.testdir({ target: { file: 'x' } });
  symlinkSync('target', join(root, 'to-directory'));
  symlinkSync('target/file', join(root, 'to-file'));
  symlinkSync('nowhere', join(root, 'to-nothing'));
  execFileSync('mkfifo', [join(root, 'fifo')]);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) execFileSync('mknod', [join(root, 'device'), 'c', '1', '3']);
  process.chdir(root);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen('socket', resolve));
  const kinds = Object.fromEntries(
    [...(await scanTree(root, { ...plain, checksum: true })).nodes.values()].map(({ path, kind }) => [
      path,
      kind,
    ]),
  );
  server.close();
  t.match(kinds, {
    'to-directory': 'symlink',
    'to-file': 'symlink',
    'to-nothing': 'symlink',
    fifo: 'fifo',
    socket: 'socket',
  });
  t.notOk('to-directory/file' in kinds);
  await t.test('a device', { skip: isRoot ? false : 'mknod needs root' }, async (t) => {
    t.equal(kinds['device'], 'device');
  });
});

t.test('names that FAT cannot keep apart', async (t) => {
  const root = t.testdir({ a: { x: '' }, A: { y: '' } });
  t.strictSame((await scanTree(root, plain)).clashes, [['A', 'a']]);
});

t.test('what cannot be read is an error with its code', async (t) => {
  const root = t.testdir({ file: '' });
  await t.rejects(scanTree(join(root, 'gone'), plain), { cause: { code: 'ENOENT' } });
  await t.rejects(scanTree(join(root, 'file'), plain), { cause: { code: 'ENOTDIR' } });
});

t.test('a part of a file', async (t) => {
  const root = t.testdir({ file: 'abcdef', empty: '' });
  symlinkSync('file', join(root, 'link'));
  const cases: readonly (readonly [path: string, at: number, length: number, text: string])[] = [
    ['file', 0, 3, 'abc'],
    ['file', 4, 100, 'ef'],
    ['file', 100, 3, ''],
    ['empty', 0, 100, ''],
  ];
  for (const [path, at, length, text] of cases)
    t.equal(String(readRange(root, path, at, length)), text, `${path} ${at} ${length}`);
  t.equal(readRange(root, 'gone', 0, 3), null);
  t.throws(() => readRange(root, 'link', 0, 3), { code: 'ELOOP' });
});

t.test('a large file whose time says nothing is read', async (t) => {
  const root = t.testdir({});
  writeFileSync(join(root, 'loader'), Buffer.alloc(smallFile + 1, 1));
  utimesSync(join(root, 'loader'), 1, 1);
  t.match(fileAt(await scanTree(root, plain), 'loader'), { digest: sha256(Buffer.alloc(smallFile + 1, 1)) });
});

t.test('a name that is not UTF-8', async (t) => {
  const root = t.testdir({ a: 'x' });
  writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xfc]), Buffer.from('ber.txt')]), 'x');
  t.strictSame(
    [...(await scanTree(root, plain)).nodes.values()].map(({ kind, path }) => [kind, path]),
    [
      ['file', 'a'],
      ['unnamed', '\ufffdber.txt'],
    ],
  );
});

t.test(
  'a file that cannot be read',
  { skip: process.getuid?.() === 0 ? 'root reads everything' : false },
  async (t) => {
    const root = t.testdir({ a: 'x', b: 'y' });
    chmodSync(join(root, 'a'), 0);
    const listing = await scanTree(root, plain);
    t.match(fileAt(listing, 'a'), { size: 1, digest: null, unreadable: 'EACCES' });
    t.match(fileAt(listing, 'b'), { digest: sha256('y') });
  },
);

t.test(
  'a directory that cannot be read',
  { skip: process.getuid?.() === 0 ? 'root reads everything' : false },
  async (t) => {
    const root = t.testdir({ own: { x: 'x' }, b: 'y' });
    chmodSync(join(root, 'own'), 0);
    t.teardown(() => chmodSync(join(root, 'own'), 0o755));
    await t.rejects(scanTree(root, plain), /own/);
    const left = await scanTree(root, { ...plain, isUnread: (path) => path === 'own' });
    t.strictSame([...left.nodes.keys()], ['B', 'OWN']);
  },
);

t.test('what a tree that is much the same has is taken from it, and only what is equal', async (t) => {
  const root = t.testdir({ a: { same: 'x', later: 'x', other: 'x', 'e.conf': 'text' }, gone: '', b: 'b' });
  const time = 1_600_000_000;
  for (const name of ['same', 'later', 'other']) utimesSync(join(root, 'a', name), time, time);
  const keepBytes = (path: string) => path.endsWith('.conf');
  const read = (like?: Listing) => scanTree(root, { ...plain, keepBytes, ...(like && { like }) });
  const before = await read();
  t.equal(await read(before), before, 'all of it');
  utimesSync(join(root, 'a/later'), time, time + 1);
  writeFileSync(join(root, 'a/other'), 'y');
  utimesSync(join(root, 'a/other'), time, time);
  rmSync(join(root, 'gone'));
  const [now, then] = [await read(), await read(before)];
  t.strictSame(then, now);
  t.equal(fileAt(then, 'a/same'), fileAt(before, 'a/same'));
  t.match(fileAt(then, 'a/later'), { mtime: time + 1 });
  t.match(fileAt(then, 'a/other'), { digest: sha256('y') });
  t.equal(fileAt(then, 'gone'), undefined);
});

t.test('a tree that is held open is read wherever its path leads by then', async (t) => {
  const parent = t.testdir({ tree: { mine: 'x' }, other: { theirs: 'y' } });
  const held = openBelow(join(parent, 'tree'));
  t.teardown(() => held.close());
  const names = async () => [...(await scanTree(held.path, plain)).nodes.keys()];
  t.strictSame(await names(), ['MINE']);
  renameSync(join(parent, 'tree'), join(parent, 'moved'));
  t.strictSame(await names(), ['MINE'], 'it was renamed');
  symlinkSync('other', join(parent, 'tree'));
  t.strictSame(await names(), ['MINE'], 'another one has its name');
});

t.test('signals are handled while very many files are read', async (t) => {
  const root = t.testdir({});
  for (let number = 0; number < 20_000; number += 1) writeFileSync(join(root, String(number)), '');
  const controller = new AbortController();
  const reading = scanTree(root, { ...plain, signal: controller.signal });
  setImmediate(() => controller.abort(new Error('enough')));
  await t.rejects(reading, /enough/);
});
