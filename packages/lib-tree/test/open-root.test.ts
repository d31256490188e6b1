import { mkdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { openRoot } from '../src/open-root.ts';

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
