import { mkdirSync, readdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { openBelow } from '@twinroot/lib-sysroot';
import t, { type Test } from 'tap';
import { byDirectPath } from '../../src/gather/direct-path.ts';

const held = (t: Test, path: string) => {
  const directory = openBelow(path);
  t.teardown(() => directory.close());
  return directory.path;
};
const names = async (path: string) => readdirSync(path);

t.test('the path of a directory that is held open', async (t) => {
  const parent = t.testdir({ tree: { mine: '' } });
  const root = held(t, join(parent, 'tree'));
  const paths: string[] = [];
  const read = async (path: string) => {
    paths.push(path);
    return readdirSync(path);
  };
  t.strictSame(await byDirectPath(root, read), ['mine']);
  t.strictSame(paths, [join(parent, 'tree')]);
});

t.test('one that leads elsewhere, before or meanwhile', async (t) => {
  const parent = t.testdir({ tree: { mine: '' }, other: { theirs: '' } });
  const root = held(t, join(parent, 'tree'));
  const found = await byDirectPath(root, async (path, leadsThere) => {
    if (path !== root) {
      renameSync(join(parent, 'tree'), join(parent, 'moved'));
      symlinkSync('other', join(parent, 'tree'));
      t.notOk(leadsThere());
    }
    return readdirSync(path);
  });
  t.strictSame(found, ['mine'], 'it is read once more');
  t.strictSame(await byDirectPath(root, names), ['mine']);
  mkdirSync(join(parent, 'new'));
  renameSync(join(parent, 'new'), join(parent, 'moved/new'));
  t.strictSame((await byDirectPath(root, names)).sort(), ['mine', 'new']);
});

t.test('what fails fails by the path that was given', async (t) => {
  const root = held(t, t.testdir({}));
  await t.rejects(
    byDirectPath(root, async (path) => readdirSync(join(path, 'gone'))),
    { code: 'ENOENT', path: join(root, 'gone') },
  );
  await t.rejects(byDirectPath(join(root, 'none'), names), { code: 'ENOENT' });
});
