import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { fanotifyWatch } from '../../../src/gather/fanotify-source.ts';
import type { StartWatch } from '../../../src/gather/renewed-source.ts';
import { childNamed, childrenNamed, listen, until } from '../listening.ts';

const all = () => true;

// Its file system goes with the mount namespace.
const fileSystem = mkdtempSync(join(tmpdir(), 'fanotify-'));
execFileSync('mount', ['-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', fileSystem]);
t.teardown(() => {
  // fsnotifywait that has been told to stop may still have it open.
  execFileSync('umount', ['--lazy', fileSystem]);
  rmdirSync(fileSystem);
});

/** A new directory on the file system of this test, with directories in it. */
function newDirectory(...paths: readonly string[]): string {
  const directory = mkdtempSync(join(fileSystem, 'test-'));
  for (const path of paths) mkdirSync(join(directory, path), { recursive: true });
  return directory;
}

t.test('each change has its path, and what is elsewhere is none', async (t) => {
  const top = newDirectory('root/a/b', 'root/cache', 'root2');
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

t.test('the root itself', async (t) => {
  const top = newDirectory('moved', 'deleted');
  const moved = await listen(t, fanotifyWatch(all), join(top, 'moved'));
  renameSync(join(top, 'moved'), join(top, 'away'));
  await until(() => moved.replaced() > 0, 'the move');
  const deleted = await listen(t, fanotifyWatch(all), join(top, 'deleted'));
  rmSync(join(top, 'deleted'), { recursive: true });
  await until(() => deleted.replaced() > 0, 'the end');
});

t.test('one that has grown is replaced without a loss', async (t) => {
  const root = newDirectory();
  const limits = { growth: Number.NEGATIVE_INFINITY, interval: 100 };
  const watch = fanotifyWatch(all, limits);
  let losses = 0;
  const start: StartWatch = (root, listener, signal) => {
    const lost = () => {
      losses += 1;
      listener.lost();
    };
    return watch(root, { ...listener, lost }, signal);
  };
  const { paths, source, warnings, failures } = await listen(t, start, root);
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
  // A change of '' alone is no loss: a watch that is too busy to be drained in time says so.
  t.equal(losses, 0, 'nothing was lost');
  t.notOk(childrenNamed('fsnotifywait').includes(first));
  t.same([...failures, ...warnings], []);
});

t.test('a lost queue is a change somewhere; it goes on, and nothing is said', async (t) => {
  const root = newDirectory();
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

t.test('drained: what happened before is reported by then', async (t) => {
  const root = newDirectory();
  const { paths, source } = await listen(t, fanotifyWatch(all), root);
  let busy = 0;
  for (let count = 0; count < 200; count += 1) {
    paths.length = 0;
    writeFileSync(join(root, `${count}`), 'x');
    await source.drained?.();
    if (paths.includes('')) busy += 1;
    else if (!paths.includes(`${count}`)) t.fail(`${count} of ${paths.join(', ')}`);
  }
  t.ok(busy < 100, `${busy} times it was too busy, which is a change somewhere`);
  paths.length = 0;
  await source.drained?.();
  t.same(paths.filter(Boolean), []);
});
