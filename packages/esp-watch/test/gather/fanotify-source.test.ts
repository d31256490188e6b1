import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { fanotifyWatch } from '../../src/gather/fanotify-source.ts';
import { childNamed, childrenNamed, listen, until } from './listening.ts';

const all = () => true;
const isThere = spawnSync('fsnotifywait', ['--help']).error === undefined;
const skip =
  process.getuid?.() !== 0 ? 'only root may use fanotify' : isThere ? false : 'fsnotifywait is not installed';

t.test('each change has its path, and what is elsewhere is none', { skip }, async (t) => {
  const top = t.testdir({ root: { a: { b: {} }, cache: {} }, root2: {} });
  const root = join(top, 'root');
  const at = (path: string) => join(root, path);
  const counts = (path: string) => !path.startsWith('cache/');
  const { after, paths, failures, warnings } = await listen(t, fanotifyWatch(counts), root);
  await after(() => writeFileSync(at('a/b/new'), 'x'), 'a/b/new');
  await after(() => mkdirSync(at('a/new\nline/deep'), { recursive: true }), 'a/new\nline/deep');
  await after(() => writeFileSync(at('a/new\nline/deep/file'), 'x'), 'a/new\nline/deep/file');
  await after(() => renameSync(at('a'), at('moved')), 'moved');
  await after(() => writeFileSync(at('moved/b/new'), 'y'), 'moved/b/new');
  await after(() => rmSync(at('moved/b/new')), 'moved/b/new');
  paths.length = 0;
  writeFileSync(join(top, 'root2/file'), 'x');
  writeFileSync(at('cache/file'), 'x');
  writeFileSync(at('last'), 'x');
  await until(() => paths.includes('last'), 'the last');
  t.same(
    paths.filter((path) => path !== 'last'),
    [],
  );
  t.same([...failures, ...warnings], []);
});

t.test('the root itself', { skip }, async (t) => {
  const top = t.testdir({ moved: {}, deleted: {} });
  const moved = await listen(t, fanotifyWatch(all), join(top, 'moved'));
  renameSync(join(top, 'moved'), join(top, 'away'));
  await until(() => moved.replaced() > 0, 'the move');
  const deleted = await listen(t, fanotifyWatch(all), join(top, 'deleted'));
  rmSync(join(top, 'deleted'), { recursive: true });
  await until(() => deleted.replaced() > 0, 'the end');
});

t.test('one that has grown is replaced without a loss', { skip }, async (t) => {
  const root = t.testdir({});
  const limits = { growth: Number.NEGATIVE_INFINITY, interval: 100 };
  const { paths, source, warnings, failures } = await listen(t, fanotifyWatch(all, limits), root);
  const first = await childNamed('fsnotifywait');
  const names: string[] = [];
  for (let count = 0; count < 400; count += 1) {
    names.push(`file-${count}`);
    writeFileSync(join(root, `file-${count}`), 'x');
    await sleep(2);
  }
  await source.drained?.();
  t.same(
    names.filter((name) => !paths.includes(name)),
    [],
  );
  t.notOk(paths.includes(''), 'nothing was lost');
  t.notOk(childrenNamed('fsnotifywait').includes(first));
  t.same([...failures, ...warnings], []);
});

t.test('a lost queue is a change somewhere; it goes on, and nothing is said', { skip }, async (t) => {
  const root = t.testdir({});
  const { after, paths, warnings, failures } = await listen(t, fanotifyWatch(all), root);
  for (let turn = 0; turn < 2; turn += 1) {
    const pid = await childNamed('fsnotifywait');
    paths.length = 0;
    process.kill(pid, 'SIGSTOP');
    // The kernel joins the events of one file: fs.fanotify.max_queued_events is 16384.
    for (let count = 0; count < 20_000; count += 1) writeFileSync(join(root, `${turn}-${count}`), '');
    process.kill(pid, 'SIGCONT');
    await until(
      () => paths.filter((path) => path === '').length >= 2,
      `the loss: ${paths.length} changes, ${paths.filter((path) => path === '').length} anywhere`,
    );
    await childNamed('fsnotifywait', pid);
    await after(() => writeFileSync(join(root, `after-${turn}`), 'x'), `after-${turn}`);
  }
  t.same([...failures, ...warnings], []);
});

t.test('drained: what happened before is reported by then', { skip }, async (t) => {
  const root = t.testdir({});
  const { paths, source } = await listen(t, fanotifyWatch(all), root);
  for (let count = 0; count < 200; count += 1) {
    paths.length = 0;
    writeFileSync(join(root, `${count}`), 'x');
    await source.drained?.();
    if (!paths.includes(`${count}`)) t.fail(`${count} of ${paths.join(', ')}`);
  }
  paths.length = 0;
  await source.drained?.();
  t.same(paths, []);
});

t.test('where it cannot be used, the error names fsnotifywait', async (t) => {
  // No handles of files in /proc; and for an ordinary user, or where there is no fsnotifywait, nowhere.
  await t.rejects(listen(t, fanotifyWatch(all), '/proc/self'), { name: 'ToolError', tool: 'fsnotifywait' });
});
