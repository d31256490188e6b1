import { readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { writeAtOnce } from '../src/write-at-once.ts';

t.test('a file is made, and replaced by a shorter one', async (t) => {
  const path = `${t.testdir({})}/file`;
  writeAtOnce(path, Buffer.from('longer'), true);
  t.throws(() => writeAtOnce(path, Buffer.from('x'), true), { code: 'EEXIST' });
  writeAtOnce(path, Buffer.from('x'), false);
  t.equal(readFileSync(path, 'utf8'), 'x');
});

t.test('what cannot be opened', async (t) => {
  const root = t.testdir({ directory: {} });
  writeFileSync(`${root}/file`, 'x');
  t.throws(() => writeAtOnce(`${root}/directory`, Buffer.of(), false), { code: 'EISDIR' });
  t.throws(() => writeAtOnce(`${root}/file/none`, Buffer.of(), true), { code: 'ENOTDIR' });
});
