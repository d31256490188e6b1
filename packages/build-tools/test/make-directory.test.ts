import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { makeDirectory } from '../src/make-directory.ts';

t.test('with those above it, and again', async (t) => {
  const path = join(t.testdir(), 'a/b/c');
  makeDirectory(path);
  makeDirectory(path);
  t.ok(existsSync(path));
});

t.test('where there can be none, it says so and ends', async (t) => {
  t.throws(() => makeDirectory('/proc/twinroot/x'), { code: 'ENOENT', path: '/proc/twinroot' });
  const file = join(t.testdir(), 'file');
  writeFileSync(file, '');
  t.throws(() => makeDirectory(join(file, 'x')), { code: 'ENOTDIR' });
});
