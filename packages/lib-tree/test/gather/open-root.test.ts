import { mkdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { openRealRoot, openRoot } from '../../src/gather/open-root.ts';

t.test('what is opened stays, wherever its name leads later', async (t) => {
  const base = t.testdir({ esp: { file: 'old' } });
  const root = openRoot(`${base}/esp`);
  t.equal(root.name, `${base}/esp`);
  t.equal(root.device, statSync(base).dev);
  renameSync(`${base}/esp`, `${base}/away`);
  mkdirSync(`${base}/esp`);
  writeFileSync(`${base}/esp/file`, 'new');
  t.equal(readFileSync(`${root.path}/file`, 'utf8'), 'old');
  await root.close();
  t.throws(() => readFileSync(`${root.path}/file`, 'utf8'));
});

t.test('only a directory itself is opened', async (t) => {
  const base = t.testdir({ file: '', esp: {} });
  symlinkSync('esp', `${base}/link`);
  t.throws(() => openRoot(`${base}/file`), { code: 'ENOTDIR' });
  t.throws(() => openRoot(`${base}/missing`), { code: 'ENOENT' });
  t.throws(() => openRoot(`${base}/link`), { code: 'ENOTDIR' });
});

t.test('a path that had no symlinks is not led elsewhere by one', async (t) => {
  const base = t.testdir({ a: { esp: { file: 'ours' } }, other: { esp: { file: 'theirs' } } });
  const root = openRealRoot(`${base}/a/esp`);
  t.equal(readFileSync(`${root.path}/file`, 'utf8'), 'ours');
  await root.close();
  renameSync(`${base}/a`, `${base}/away`);
  symlinkSync('other', `${base}/a`);
  t.throws(() => openRealRoot(`${base}/a/esp`), { code: 'ENOTDIR' });
  t.throws(() => openRealRoot(`${base}/gone`), { code: 'ENOENT' });
});
