import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { espSetTable, parseTable, syncItemTable } from '@twinroot/lib-record';
import t from 'tap';
import { type WatchItem, watchItemOf } from '../../src/decide/watch-item.ts';
import { createSourceChoice } from '../../src/gather/source-choice.ts';
import { childrenNamed, until } from './listening.ts';

const isThere = spawnSync('fsnotifywait', ['--help']).error === undefined;
const skip =
  process.getuid?.() !== 0 ? 'only root may use fanotify' : isThere ? false : 'fsnotifywait is not installed';

const tree = watchItemOf({
  table: syncItemTable,
  records: parseTable(syncItemTable, '#SOURCE DEST\n/srv /mnt\n'),
});
const esp = watchItemOf({
  table: espSetTable,
  records: parseTable(
    espSetTable,
    '#ROLE KIND STATE PARTUUID DEVICE UUID MOUNTPOINT\nbooted esp mounted 0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6 /dev/sda1 - /boot\n',
  ),
});

/** How it is watched, if not as usual. */
interface Ways {
  readonly item?: WatchItem;
  readonly watchLimit?: () => number;
  /** Directories. */
  readonly many?: number;
}

/** Opens a root until the test ends. */
async function opened(
  test: Pick<typeof t, 'teardown'>,
  root: string,
  { item = tree, watchLimit, many }: Ways = {},
) {
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const choice = createSourceChoice({ error: say, warning: say, info: say, debug: say }, watchLimit, many);
  const paths: string[] = [];
  const source = await choice.open(item, () => true)(root, {
    changed: (path) => void paths.push(path),
    replaced: () => say('replaced'),
    lost: () => say('lost'),
    failed: (error) => say(error.message),
  });
  test.teardown(() => source.close());
  const programs = () => ['inotifywait', 'fsnotifywait'].filter((name) => childrenNamed(name).length > 0);
  return { said, paths, source, programs };
}

t.test('a tree is watched by inotifywait', { skip }, async (t) => {
  const root = t.testdir({ a: { b: {} } });
  const { said, paths, source, programs } = await opened(t, root);
  t.same(programs(), ['inotifywait']);
  writeFileSync(join(root, 'a/b/file'), 'x');
  await until(() => paths.includes('a/b/file'), 'the change');
  t.same(said, []);
  await source.close();
  t.same(programs(), []);
});

t.test('where watches do not suffice it is fanotify, and that is said', { skip }, async (t) => {
  const root = t.testdir({ a: { b: {} }, c: {} });
  const { said, paths, programs } = await opened(t, root, { watchLimit: () => 3 });
  t.same(programs(), ['fsnotifywait']);
  t.match(said, [/cannot be unmounted.*fs\.inotify\.max_user_watches/]);
  writeFileSync(join(root, 'a/b/file'), 'x');
  await until(() => paths.includes('a/b/file'), 'the change');
});

t.test('and without fanotify nothing', async (t) => {
  // What has no file handles cannot be watched by fanotify.
  await t.rejects(opened(t, '/proc/sys', { watchLimit: () => 10 }), { code: 'ENOSPC' });
});

t.test('a whole root file system is watched by fanotify', { skip }, async (t) => {
  const directory = t.testdir({});
  const { said, paths, programs } = await opened(t, '/');
  t.same(programs(), ['fsnotifywait']);
  const file = join(directory, 'file');
  writeFileSync(file, 'x');
  await until(() => paths.includes(file.slice(1)), 'the change');
  t.same(said, []);
});

for (const [many, names] of [
  [3, ['inotifywait']],
  [4, []],
] as const)
  t.test(`an ESP of ${many < 4 ? 'more' : 'no more'} directories than ${many}`, { skip }, async (t) => {
    const root = t.testdir({ a: { b: {} }, c: {} });
    const { said, paths, programs } = await opened(t, root, { item: esp, many });
    t.same(programs(), names);
    const sees = async (act: () => void, path: string) => {
      paths.length = 0;
      act();
      await until(() => paths.includes(path), path);
    };
    await sees(() => writeFileSync(join(root, 'a/b/file'), 'x'), 'a/b/file');
    await sees(() => mkdirSync(join(root, 'c/new')), 'c/new');
    await sees(() => writeFileSync(join(root, 'c/new/file'), 'x'), 'c/new/file');
    await sees(() => rmSync(join(root, 'a/b'), { recursive: true }), 'a/b');
    // One that is deleted may have been replaced, for all that chokidar tells.
    t.same(
      said.filter((text) => text !== 'replaced'),
      [],
    );
  });

t.test('an ESP is never watched by what keeps it from being unmounted', { skip }, async (t) => {
  const root = t.testdir({ a: { b: {} }, c: {} });
  await t.rejects(opened(t, root, { item: esp, many: 1, watchLimit: () => 2 }), { code: 'ENOSPC' });
});
