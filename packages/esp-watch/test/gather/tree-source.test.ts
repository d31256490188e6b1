import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '@twinroot/lib-failure';
import fc from 'fast-check';
import t from 'tap';
import { inotifyWatch } from '../../src/gather/tree-source.ts';
import type { TreeLimits } from '../../src/gather/watched-tree.ts';
import { childNamed, childrenNamed, type Listening, listen, until } from './listening.ts';

const skip = spawnSync('inotifywait', ['--help']).error ? 'inotifywait is not installed' : false;
const all = () => true;
const watches = 10_000;

/** In this process alone; in inotifywait; and with so few new directories here that all is set up anew again and again. */
const ways: Readonly<Record<string, TreeLimits>> = {
  'without inotifywait': { byTool: false, fresh: 0, age: 60_000, watches },
  'with inotifywait': { byTool: true, fresh: 1000, age: 60_000, watches },
  'with inotifywait, anew and anew': { byTool: true, fresh: 2, age: 60_000, watches },
};

for (const [way, limits] of Object.entries(ways)) {
  t.test(`${way}: each change has its path`, { skip }, async (t) => {
    const root = t.testdir({ a: { b: { file: '' } }, moved: { deep: { er: {} } } });
    const outside = t.testdirName.concat('-outside');
    t.teardown(() => rmSync(outside, { recursive: true, force: true }));
    const at = (path: string) => join(root, path);
    const listening = await listen(t, inotifyWatch(all, limits), root);
    const { after } = listening;
    await after(() => writeFileSync(at('new'), 'x'), 'new');
    await after(() => writeFileSync(at('a/b/file'), 'x'), 'a/b/file');
    await after(() => chmodSync(at('a/b/file'), 0o600), 'a/b/file');
    await after(() => rmSync(at('a/b/file')), 'a/b/file');
    await after(() => mkdirSync(at('a/c')), 'a/c');
    await probed(listening, root, 'a/c');
    await after(() => mkdirSync(at('a/d/e/f'), { recursive: true }), 'a/d');
    await probed(listening, root, 'a/d/e/f');
    await after(() => renameSync(at('moved'), at('a/there')), 'a/there');
    await probed(listening, root, 'a/there/deep/er');
    await after(() => renameSync(at('a/there'), outside), 'a/there');
    await after(() => mkdirSync(at('moved')), 'moved');
    await probed(listening, root, 'moved');
    await after(() => renameSync(outside, at('back')), 'back');
    await probed(listening, root, 'back/deep/er');
    await after(() => rmSync(at('a'), { recursive: true }), 'a');
  });

  t.test(`${way}: whatever is done to a tree, all of its directories are watched`, { skip }, async (t) => {
    const names = fc.constantFrom('a', 'b', 'c');
    const path = fc.array(names, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
    const act = fc.oneof(
      fc.record({ kind: fc.constant('make' as const), path, other: path }),
      fc.record({ kind: fc.constant('move' as const), path, other: path }),
      fc.record({ kind: fc.constant('delete' as const), path, other: path }),
      fc.record({ kind: fc.constant('wait' as const), path, other: path }),
    );
    let count = 0;
    const top = t.testdir({});
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 25 }), async (acts) => {
        count += 1;
        const root = join(top, `${count}`);
        mkdirSync(join(root, 'a/b/c'), { recursive: true });
        const listening = await listen(t, inotifyWatch(all, limits), root);
        for (const { kind, path, other } of acts) {
          if (kind === 'make') mkdirSync(join(root, path), { recursive: true });
          if (kind === 'delete') rmSync(join(root, path), { recursive: true, force: true });
          if (kind === 'move') moveIfPossible(join(root, path), join(root, other));
          if (kind === 'wait') await sleep(5);
        }
        for (const directory of directoriesOf(root)) await probed(listening, root, directory);
        await listening.source.close();
        return listening.failures.length === 0 && listening.replaced() === 0;
      }),
      { numRuns: limits.fresh === 2 ? 5 : 25 },
    );
  });

  t.test(`${way}: the root itself`, { skip }, async (t) => {
    const acts: readonly (readonly [what: string, act: (root: string) => void])[] = [
      ['moved', (root) => renameSync(root, `${root}-away`)],
      ['deleted', (root) => rmSync(root, { recursive: true })],
      ['another one', (root) => [rmSync(root, { recursive: true }), mkdirSync(root)]],
    ];
    const top = t.testdir({});
    for (const [what, act] of acts) {
      const root = join(top, what.replace(' ', '-'));
      mkdirSync(join(root, 'a'), { recursive: true });
      const { source, replaced } = await listen(t, inotifyWatch(all, limits), root);
      act(root);
      await until(() => replaced() > 0, what);
      await source.close();
    }
    const root = join(top, 'same');
    mkdirSync(root);
    const listening = await listen(t, inotifyWatch(all, limits), root);
    const { after, replaced } = listening;
    await after(() => mkdirSync(join(root, 'same')), 'same');
    await probed(listening, root, 'same');
    t.equal(replaced(), 0, 'what is in it may have its name');
  });

  t.test(`${way}: names are bytes`, { skip }, async (t) => {
    const root = t.testdir({ 'new\nline': {}, ' deleted) (deleted)': {} });
    const latin = Buffer.concat([Buffer.from(`${root}/caf`), Buffer.from([0xe9])]);
    mkdirSync(latin);
    const later = Buffer.concat([latin, Buffer.from('-later')]);
    const listening = await listen(t, inotifyWatch(all, limits), root);
    const { after } = listening;
    const fileIn = (directory: Buffer) =>
      writeFileSync(Buffer.concat([directory, Buffer.from('/file')]), 'x');
    await after(() => fileIn(latin), 'caf\ufffd/file');
    await after(() => mkdirSync(later), 'caf\ufffd-later');
    await after(() => fileIn(later), 'caf\ufffd-later/file');
    for (const name of ['new\nline', ' deleted) (deleted)', 'another\nline', 'käse', 'x (deleted)']) {
      mkdirSync(join(root, name), { recursive: true });
      await probed(listening, root, name);
    }
  });

  t.test(`${way}: what does not count is not watched`, { skip }, async (t) => {
    const root = t.testdir({ kept: {}, cache: { deep: {} } });
    const counts = (path: string) => !/(^|\/)cache(\/|$)/.test(path);
    const listening = await listen(t, inotifyWatch(counts, limits), root);
    const { paths } = listening;
    mkdirSync(join(root, 'kept/cache/x'), { recursive: true });
    writeFileSync(join(root, 'cache/deep/file'), 'x');
    writeFileSync(join(root, 'kept/cache/x/file'), 'x');
    await probed(listening, root, 'kept');
    t.same(
      paths.filter((path) => path.includes('cache')),
      [],
    );
  });
}

t.test('what was moved out of the tree is no change any more', { skip }, async (t) => {
  const top = t.testdir({ root: { a: { b: {} }, kept: {} } });
  const root = join(top, 'root');
  for (const limits of Object.values(ways)) {
    mkdirSync(join(root, 'a/b'), { recursive: true });
    const listening = await listen(t, inotifyWatch(all, limits), root);
    const { after, paths, source } = listening;
    await after(() => renameSync(join(root, 'a'), join(top, 'a')), 'a');
    await source.drained?.();
    paths.length = 0;
    writeFileSync(join(top, 'a/b/file'), 'x');
    await source.drained?.();
    await probed(listening, root, 'kept');
    t.same(
      paths.filter((path) => path.startsWith('a')),
      [],
    );
    await source.close();
    rmSync(join(top, 'a'), { recursive: true });
  }
});

const tool: TreeLimits = { byTool: true, fresh: 1000, age: 60_000, watches };

t.test('directories that come and go while it begins', { skip }, async (t) => {
  const root = t.testdir({});
  for (let outer = 0; outer < 60; outer += 1)
    for (let inner = 0; inner < 50; inner += 1)
      mkdirSync(join(root, `${outer}/${inner}`), { recursive: true });
  const script =
    'cd "$0"; echo; for i in $(seq 0 29); do rm -r $i; mkdir -p $i/new; mv $((i+30)) $i/moved; done';
  const busy = spawn('sh', ['-c', script, root], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(busy.stdout, 'data');
  const listening = await listen(t, inotifyWatch(all, tool), root);
  if (busy.exitCode === null) await once(busy, 'exit');
  t.equal(directoriesOf(root).length, 1 + 30 * 53);
  for (let outer = 0; outer < 30; outer += 1)
    for (const path of [`${outer}`, `${outer}/new`, `${outer}/moved`, `${outer}/moved/49`])
      await probed(listening, root, path);
  t.same([...listening.failures, ...listening.warnings], []);
});

t.test('a lost queue is a change somewhere, and what came meanwhile is watched', { skip }, async (t) => {
  const root = t.testdir({ a: {} });
  const listening = await listen(t, inotifyWatch(all, tool), root);
  const { paths, warnings, failures } = listening;
  const pid = await childNamed('inotifywait');
  process.kill(pid, 'SIGSTOP');
  for (let count = 0; count < 10_000; count += 1) writeFileSync(join(root, 'a', `${count}`), '');
  mkdirSync(join(root, 'a/new'));
  process.kill(pid, 'SIGCONT');
  await until(() => paths.includes(''), 'the loss');
  await childNamed('inotifywait', pid);
  await probed(listening, root, 'a/new');
  t.same([...warnings, ...failures], [], 'that is no news');
});

t.test('one that is killed is started again, and that is said', { skip }, async (t) => {
  const root = t.testdir({ a: {} });
  const listening = await listen(t, inotifyWatch(all, tool), root);
  const { paths, warnings, failures } = listening;
  const pid = await childNamed('inotifywait');
  process.kill(pid, 'SIGKILL');
  await until(() => paths.includes(''), 'the loss');
  await childNamed('inotifywait', pid);
  await probed(listening, root, 'a');
  t.match(warnings, [{ code: 'SIGNAL', tool: 'inotifywait' }]);
  t.same(failures, []);
});

t.test('drained: what happened before is reported by then', { skip }, async (t) => {
  const root = t.testdir({ a: {} });
  for (const [way, limits] of Object.entries(ways)) {
    const { paths, source } = await listen(t, inotifyWatch(all, limits), root);
    for (let count = 0; count < 200; count += 1) {
      paths.length = 0;
      writeFileSync(join(root, `a/${count}`), 'x');
      await source.drained?.();
      if (!paths.includes(`a/${count}`)) t.fail(`${way}: ${count} of ${paths.join(', ')}`);
    }
    paths.length = 0;
    await source.drained?.();
    t.same(paths, [], `${way}: nothing, where there is nothing`);
    await source.close();
  }
  const { paths, source } = await listen(t, inotifyWatch(all, tool), root);
  const pid = await childNamed('inotifywait');
  process.kill(pid, 'SIGSTOP');
  writeFileSync(join(root, 'a/file'), 'x');
  setTimeout(() => process.kill(pid, 'SIGCONT'), 200);
  await source.drained?.();
  t.ok(paths.includes('a/file'), 'it waits');
  process.kill(pid, 'SIGSTOP');
  paths.length = 0;
  await source.drained?.();
  t.same(paths, [''], 'but not for ever: then it may have changed');
  process.kill(pid, 'SIGCONT');
});

t.test('a file that is only closed after it was open for writing', { skip }, async (t) => {
  const root = t.testdir({ a: { file: 'x' } });
  const { after } = await listen(t, inotifyWatch(all, tool), root);
  // As after mmap(2), of which nothing else is reported.
  await after(() => closeSync(openSync(join(root, 'a/file'), 'r+')), 'a/file');
});

t.test(
  'what is new is not for long: a new inotifywait watches it, and nothing is lost',
  { skip },
  async (t) => {
    const root = t.testdir({ a: {} });
    const { after, paths } = await listen(t, inotifyWatch(all, { ...tool, age: 50 }), root);
    const pid = await childNamed('inotifywait');
    await after(() => mkdirSync(join(root, 'a/new')), 'a/new');
    writeFileSync(join(root, 'a/new/file'), 'x');
    await childNamed('inotifywait', pid);
    await until(() => !childrenNamed('inotifywait').includes(pid), 'the end of the old one');
    await after(() => closeSync(openSync(join(root, 'a/new/file'), 'r+')), 'a/new/file');
    t.notOk(paths.includes(''));
  },
);

t.test('watches that do not suffice', { skip }, async (t) => {
  const root = t.testdir({ a: {}, b: {}, c: {} });
  await t.rejects(listen(t, inotifyWatch(all, { byTool: true, fresh: 0, age: 60_000, watches: 3 }), root), {
    code: 'ENOSPC',
  });
  t.same(childrenNamed('inotifywait'), []);
});

t.test('a root that is not there', async (t) => {
  const root = join(t.testdir({}), 'none');
  await t.rejects(listen(t, inotifyWatch(all, tool), root), { code: 'ENOENT' });
});

/** Writes into a directory until that is reported with its path: it may not be watched yet. */
async function probed({ paths }: Listening, root: string, directory: string): Promise<void> {
  const path = directory === '' ? 'probe' : `${directory}/probe`;
  for (const end = performance.now() + 100_000; performance.now() < end; ) {
    paths.length = 0;
    writeFileSync(join(root, path), 'x');
    for (let turn = 0; turn < 20; turn += 1) {
      if (paths.includes(path)) return;
      await sleep(5);
    }
  }
  throw new Error(`${directory} is not watched`);
}

function moveIfPossible(from: string, to: string): void {
  try {
    if (statSync(from).isDirectory()) renameSync(from, to);
  } catch (error) {
    // Into itself, onto one that is not empty, or not there.
    if (errorCode(error) === null) throw error;
  }
}

function directoriesOf(root: string): readonly string[] {
  const below = readdirSync(root, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
  return ['', ...below];
}
