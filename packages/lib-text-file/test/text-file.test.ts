import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readText, replaceText } from '../src/text-file.ts';

const { signal } = new AbortController();

t.test('a text is replaced: bytes, time and mode', async (t) => {
  const directory = t.testdir({ file: 'old \u00ff\n' });
  const path = join(directory, 'file');
  chmodSync(path, 0o640);
  const opened = await readText(path);
  await replaceText(opened, 'new \u00e4\r\n', 1_700_000_000, signal);
  t.ok(readFileSync(path).equals(Buffer.from('new \u00e4\r\n', 'latin1')), 'a byte is a character');
  t.equal(statSync(path).mtimeMs, 1_700_000_000_000);
  t.equal(statSync(path).mode & 0o777, 0o640);
  t.same(readdirSync(directory), ['file']);
});

t.test('what changed since it was read stays as it is', async (t) => {
  const path = join(t.testdir({ file: 'old' }), 'file');
  const opened = await readText(path);
  writeFileSync(path, 'another');
  await t.rejects(replaceText(opened, 'new', 1_700_000_000, signal));
  t.equal(readFileSync(path, 'utf8'), 'another');
});

t.test('only files are read', async (t) => {
  const directory = t.testdir({ file: 'x', link: t.fixture('symlink', 'file'), full: {} });
  for (const name of ['link', 'full', 'none']) await t.rejects(readText(join(directory, name)), name);
});
