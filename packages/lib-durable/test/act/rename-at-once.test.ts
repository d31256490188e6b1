import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { renameAtOnce, renameOneAtOnce } from '../../src/act/rename-at-once.ts';

t.test('those before one that cannot be renamed have their names', async (t) => {
  const root = t.testdir({ from: { a: '', c: '' }, to: {} });
  const names = ['a', 'b', 'c'].map((name) => ({
    temporary: join(root, 'from', name),
    destination: join(root, 'to', name),
  }));
  t.match(renameAtOnce(names, join(root, 'from')), { count: 1, cause: { code: 'ENOENT' } });
  t.strictSame([readdirSync(join(root, 'from')), readdirSync(join(root, 'to'))], [['c'], ['a']]);
});

t.test('nothing is renamed where the directory could not be flushed', async (t) => {
  const root = t.testdir({ a: '' });
  const name = { temporary: join(root, 'a'), destination: join(root, 'b') };
  t.throws(() => renameAtOnce([name], join(root, 'none')), { code: 'SYSTEM', errno: 'ENOENT' });
  t.strictSame(readdirSync(root), ['a']);
});

t.test('one alone', async (t) => {
  const root = t.testdir({ a: '' });
  const name = { temporary: join(root, 'a'), destination: join(root, 'b') };
  renameOneAtOnce(name);
  t.strictSame(readdirSync(root), ['b']);
  t.throws(() => renameOneAtOnce(name), { code: 'ENOENT' });
});
