import { chmodSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { hasMoreDirectories, type WalkArea, walkDirectories } from '../../src/gather/directory-walk.ts';

const areaOf = (root: string, more: Partial<WalkArea> = {}): WalkArea => ({
  root,
  device: statSync(root).dev,
  counts: () => true,
  signal: new AbortController().signal,
  ...more,
});

async function walked(
  area: WalkArea,
  from = '',
  enter = (_path: string) => true,
): Promise<readonly string[]> {
  const paths: string[] = [];
  await walkDirectories(area, from, (path) => {
    paths.push(path);
    return enter(path);
  });
  return paths;
}

t.test('directories, parents first, and nothing else', async (t) => {
  const root = t.testdir({ a: { b: { c: {} }, file: '' }, d: {} });
  symlinkSync('a', join(root, 'link'));
  const paths = await walked(areaOf(root));
  t.same([...paths].sort(), ['', 'a', 'a/b', 'a/b/c', 'd']);
  t.ok(paths.indexOf('a') < paths.indexOf('a/b'));
  t.same(await walked(areaOf(root), 'a/b'), ['a/b', 'a/b/c']);
  t.same(await walked(areaOf(root), 'a/file'), []);
  t.same(await walked(areaOf(root), 'none'), []);
  t.same(await walked(areaOf(root), 'link'), [], 'a link is no directory');
  t.ok((await walked(areaOf(join(root, 'link')))).includes('b'), 'but at the top');
});

t.test('what was made when a directory is entered is found', async (t) => {
  const root = t.testdir({ a: {} });
  const paths = await walked(areaOf(root), '', (path) => {
    if (path === 'a') mkdirSync(join(root, 'a/new'));
    return true;
  });
  t.ok(paths.includes('a/new'));
});

t.test('what is not entered', async (t) => {
  const root = t.testdir({ a: { b: {} }, cache: { deep: {} } });
  t.same((await walked(areaOf(root, { counts: (path) => path !== 'cache' }))).length, 3);
  t.same((await walked(areaOf(root), '', (path) => path !== 'a')).includes('a/b'), false);
  t.same(await walked(areaOf(root, { device: -1 })), [], 'another file system');
  t.same(await walked(areaOf(root, { signal: AbortSignal.abort() })), []);
  chmodSync(join(root, 'a'), 0o000);
  t.ok((await walked(areaOf(root))).includes('cache/deep'), 'what cannot be read stops nothing');
  chmodSync(join(root, 'a'), 0o700);
});

t.test('whether there are more than so many', async (t) => {
  const root = t.testdir({ a: { b: { c: {} } }, d: {}, file: '' });
  const counted = async (most: number, more: Partial<WalkArea> = {}) =>
    hasMoreDirectories(areaOf(root, more), most);
  t.equal(await counted(4), true);
  t.equal(await counted(5), false);
  t.equal(
    await counted(3, { counts: (path) => path !== 'a/b' }),
    false,
    'those that do not count are not counted',
  );
});
