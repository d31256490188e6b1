import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readFingerprint } from '../../src/gather/fingerprint.ts';

const { signal } = new AbortController();
const print = (root: string, counts = (_path: string) => true) => readFingerprint(root, counts, signal);

t.test('whatever changes, changes it; looking does not', async (t) => {
  const root = t.testdir({ a: { b: { file: 'x' } }, empty: {} });
  const file = join(root, 'a/b/file');
  const acts: readonly (readonly [what: string, act: () => void])[] = [
    ['a size', () => writeFileSync(file, 'longer')],
    ['a time', () => utimesSync(file, 1, 1)],
    ['a mode', () => chmodSync(file, 0o600)],
    ['a name', () => renameSync(file, join(root, 'a/b/other'))],
    ['a place', () => renameSync(join(root, 'a/b/other'), join(root, 'a/other'))],
    ['a directory', () => mkdirSync(join(root, 'empty/new'))],
    ['a link', () => symlinkSync('nowhere', join(root, 'link'))],
    ['a file that goes', () => rmSync(join(root, 'a/other'))],
  ];
  let before = await print(root);
  t.equal(await print(root), before);
  for (const [what, act] of acts) {
    act();
    const after = await print(root);
    t.type(after, 'string');
    t.not(after, before, what);
    t.equal(await print(root), after);
    before = after;
  }
});

t.test('what does not count does not change it', async (t) => {
  const root = t.testdir({ cache: {}, kept: 'x' });
  const counts = (path: string) => path !== 'cache/file' && path !== 'temporary';
  const before = await print(root, counts);
  writeFileSync(join(root, 'cache/file'), 'x');
  writeFileSync(join(root, 'temporary'), 'x');
  rmSync(join(root, 'temporary'));
  t.equal(await print(root, counts), before, 'not even the time of the directory');
});

t.test('what is not there, and what nobody waits for, has none', async (t) => {
  t.equal(await print(join(t.testdir({}), 'none')), null);
  const many = t.testdir({});
  for (let number = 0; number < 3000; number += 1) writeFileSync(join(many, `file-${number}`), '');
  t.equal(await readFingerprint(many, () => true, AbortSignal.abort()), null);
  t.not(await print(t.testdir({})), null, 'an empty directory is something');
});

t.test('a link to a directory is followed at the top only', async (t) => {
  const root = t.testdir({ real: { file: 'x' } });
  symlinkSync('real', join(root, 'link'));
  t.equal(await print(join(root, 'link')), await print(join(root, 'real')));
});
