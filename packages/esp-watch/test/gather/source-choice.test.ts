import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTable, syncItemTable } from '@twinroot/lib-record';
import t from 'tap';
import { watchItemOf } from '../../src/decide/watch-item.ts';
import { createSourceChoice } from '../../src/gather/source-choice.ts';
import { childrenNamed, until } from './listening.ts';

const isThere = spawnSync('fsnotifywait', ['--help']).error === undefined;
const skip =
  process.getuid?.() !== 0 ? 'only root may use fanotify' : isThere ? false : 'fsnotifywait is not installed';

const item = watchItemOf({
  table: syncItemTable,
  records: parseTable(syncItemTable, '#SOURCE DEST\n/srv /mnt\n'),
});

/** Opens a root until the test ends. */
async function opened(test: Pick<typeof t, 'teardown'>, root: string, watchLimit?: () => number) {
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const choice = createSourceChoice({ error: say, warning: say, info: say, debug: say }, watchLimit);
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
  const { said, paths, programs } = await opened(t, root, () => 3);
  t.same(programs(), ['fsnotifywait']);
  t.match(said, [/cannot be unmounted.*fs\.inotify\.max_user_watches/]);
  writeFileSync(join(root, 'a/b/file'), 'x');
  await until(() => paths.includes('a/b/file'), 'the change');
});

t.test('and without fanotify nothing', async (t) => {
  // What has no file handles cannot be watched by fanotify.
  await t.rejects(
    opened(t, '/proc/sys', () => 10),
    { code: 'ENOSPC' },
  );
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
