import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import t from 'tap';
import { deleteState, writeState } from '../../src/act/write-state.ts';
import { readState } from '../../src/gather/read-state.ts';

t.test('a file of the state is made, replaced and deleted', async (t) => {
  const root = t.testdir({});
  t.equal(readState(root, 'boots'), '');
  await deleteState(root, 'boots');
  t.strictSame(readdirSync(root), [], 'nothing is made to be read or deleted');
  for (const text of ['a\n', 'a\nb\n', '']) {
    await writeState(root, 'boots', text);
    t.equal(readState(root, 'boots'), text);
  }
  t.equal(statSync(`${root}/var/lib/twinroot/boots`).mode & 0o777, 0o644);
  t.strictSame(readdirSync(`${root}/var/lib/twinroot`), ['boots'], 'nothing else is left');
  await deleteState(root, 'boots');
  t.notOk(existsSync(`${root}/var/lib/twinroot/boots`));
});

t.test('symlinks of the machine stay in it', async (t) => {
  const root = t.testdir({ data: {} });
  mkdirSync(`${root}/var`);
  symlinkSync('/data', `${root}/var/lib`);
  await writeState(root, 'drill', 'x');
  t.equal(readFileSync(`${root}/data/twinroot/drill`, 'utf8'), 'x');
  t.equal(readState(root, 'drill'), 'x');
});

t.test('where nothing can be written', { skip: process.getuid?.() === 0 ? 'root may' : false }, async (t) => {
  const root = t.testdir({ var: {} });
  chmodSync(`${root}/var`, 0o500);
  await t.rejects(writeState(root, 'drill', 'x'), { code: 'EACCES' });
});
