import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import {
  deleteDurably,
  makeDirectoryDurably,
  removeDirectoryDurably,
  renameDurably,
  setTimeDurably,
} from '../../src/act/directory.ts';

t.test('a directory is made', async (t) => {
  const root = t.testdir({ file: '' });
  await makeDirectoryDurably(join(root, 'new'), join(root, 'tmp'));
  t.ok(existsSync(join(root, 'new')));
  await t.rejects(makeDirectoryDurably(join(root, 'new'), join(root, 'tmp')), { code: 'EXISTS' });
  await t.rejects(makeDirectoryDurably(join(root, 'no/such'), join(root, 'no/tmp')), {
    code: 'SYSTEM',
    errno: 'ENOENT',
  });
  await t.rejects(makeDirectoryDurably(join(root, 'file/x'), join(root, 'file/tmp')), {
    code: 'SYSTEM',
    errno: 'ENOTDIR',
  });
});

t.test('a file is deleted; again is no failure', async (t) => {
  const root = t.testdir({ file: 'x', directory: {} });
  await deleteDurably(join(root, 'file'));
  t.notOk(existsSync(join(root, 'file')));
  await deleteDurably(join(root, 'file'));
  await t.rejects(deleteDurably(join(root, 'directory')), { code: 'SYSTEM' });
  symlinkSync('directory', join(root, 'link'));
  await t.rejects(
    deleteDurably(join(root, 'link')),
    { code: 'SYSTEM', errno: 'ELOOP' },
    'a link is not what was listed',
  );
  t.ok(existsSync(join(root, 'directory')));
  execFileSync('mkfifo', [join(root, 'fifo')]);
  await deleteDurably(join(root, 'fifo'));
  t.notOk(existsSync(join(root, 'fifo')), 'nobody is waited for');
});

t.test('an empty directory is removed; another one stays', async (t) => {
  const root = t.testdir({ empty: {}, full: { x: '' }, file: '' });
  for (const name of ['empty', 'full', 'gone']) await removeDirectoryDurably(join(root, name));
  t.notOk(existsSync(join(root, 'empty')));
  t.ok(existsSync(join(root, 'full/x')));
  await t.rejects(removeDirectoryDurably(join(root, 'file')), { code: 'SYSTEM', errno: 'ENOTDIR' });
});

t.test('a time of modification', async (t) => {
  const root = t.testdir({ a: 'x' });
  await setTimeDurably(join(root, 'a'), 1_600_000_000.5);
  t.equal(statSync(join(root, 'a')).mtimeMs, 1_600_000_000_500);
  await t.rejects(setTimeDurably(join(root, 'none'), 1), { code: 'SYSTEM', errno: 'ENOENT' });
});

t.test('a directory gets another name, with all that is in it', async (t) => {
  const root = t.testdir({ a: { b: { file: 'x' } }, c: {} });
  await renameDurably(join(root, 'a/b'), join(root, 'c/d'));
  t.equal(readFileSync(join(root, 'c/d/file'), 'utf8'), 'x');
  t.notOk(existsSync(join(root, 'a/b')));
  await t.rejects(renameDurably(join(root, 'a/b'), join(root, 'c/e')), { code: 'SYSTEM', errno: 'ENOENT' });
});
