import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openBelow, openOrMakeBelow } from '../src/open-below.ts';

t.test('a directory is opened, and none is left open', async (t) => {
  const root = t.testdir({ a: { b: { c: { file: 'x' } } } });
  const open = () => readdirSync('/proc/self/fd').length;
  const before = open();
  for (const path of ['', 'a', 'a/b', 'a//b/./c/']) {
    const held = openBelow(root, path);
    t.equal(realpathSync(held.path), join(root, path).replace(/\/$/, ''), path);
    held.close();
  }
  for (const path of ['a/x/c', 'a/b/c/file', '../x']) t.throws(() => openBelow(root, path), path);
  t.equal(open(), before);
});

t.test('no symlink is followed below, and .. is refused', async (t) => {
  const root = t.testdir({ top: { a: { b: {} } }, other: { b: {} } });
  symlinkSync('../other', join(root, 'top/link'));
  symlinkSync('/', join(root, 'top/a/root'));
  symlinkSync('top', join(root, 'way'));
  const cases: readonly (readonly [path: string, code: string | null])[] = [
    ['a/b', null],
    ['link', 'ENOTDIR'],
    ['link/b', 'ENOTDIR'],
    ['a/root', 'ENOTDIR'],
    ['a/root/etc', 'ENOTDIR'],
    ['gone', 'ENOENT'],
    ['../other', 'EINVAL'],
    ['a/../../other', 'EINVAL'],
  ];
  for (const [path, code] of cases) {
    if (code !== null) t.throws(() => openBelow(join(root, 'top'), path), { code }, path);
    else openBelow(join(root, 'top'), path).close();
  }
  const through = openBelow(join(root, 'way'), 'a');
  t.equal(realpathSync(through.path), join(root, 'top/a'), 'the first directory is the caller’s');
  through.close();
});

t.test(
  'directories on the way need not be readable',
  { skip: process.getuid?.() === 0 ? 'root reads everything' : false },
  async (t) => {
    const root = t.testdir({ a: { b: {} } });
    chmodSync(join(root, 'a'), 0o311);
    openBelow(root, 'a/b').close();
    openOrMakeBelow(root, 'a/c', 0o700).close();
    t.throws(() => openBelow(root, 'a'), { code: 'EACCES' });
    chmodSync(join(root, 'a'), 0o711);
  },
);

t.test('what is opened stays, wherever its name leads later', async (t) => {
  const root = t.testdir({ a: { b: { file: 'ours' } }, other: { b: { file: 'theirs' } } });
  const held = openBelow(root, 'a/b');
  renameSync(join(root, 'a'), join(root, 'away'));
  symlinkSync('other', join(root, 'a'));
  t.equal(readFileSync(join(held.path, 'file'), 'utf8'), 'ours');
  mkdirSync(join(held.path, 'new'));
  writeFileSync(join(held.path, 'new/file'), '');
  t.strictSame(readdirSync(join(root, 'away/b')).sort(), ['file', 'new']);
  held.close();
});

t.test('what is missing is made, once and where it belongs', async (t) => {
  const root = t.testdir({ top: { file: '' }, other: {} });
  const top = join(root, 'top');
  symlinkSync('../other', join(top, 'link'));
  for (const time of [1, 2]) {
    const held = openOrMakeBelow(top, 'a/b', 0o700);
    t.equal(realpathSync(held.path), join(top, 'a/b'), `time ${time}`);
    held.close();
  }
  t.equal(statSync(join(top, 'a/b')).mode & 0o777, 0o700);
  t.throws(() => openOrMakeBelow(top, 'link/b', 0o700), { code: 'ENOTDIR', message: join(top, 'link') });
  t.throws(() => openOrMakeBelow(top, 'file/b', 0o700), { code: 'ENOTDIR' });
  t.strictSame(readdirSync(join(root, 'other')), []);
});
