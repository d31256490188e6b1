import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { acquireDirectoryLock, acquireRunLock, lockOrder } from '../../src/act/lock.ts';

/** Waits until somebody waits for the lock of a file: proc_locks(5) lists him with an arrow. */
async function somebodyWaits(path: string): Promise<void> {
  const waiter = new RegExp(`-> FLOCK .*:${(await stat(path)).ino} `);
  while (!waiter.test(await readFile('/proc/locks', 'utf8'))) await sleep(5);
}

async function newDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'lock-'));
}

/** Where the lock `name` of a machine is. */
const placeOf = (root: string, name = 'lock') => join(root, 'run/twinroot', name);
const now = { waitSeconds: 0 };
const isRoot = process.getuid?.() === 0;
const notRoot = isRoot ? false : 'needs root';

t.test('a lock and its directory are made where they are missing', async (t) => {
  const root = await newDirectory();
  const lock = await acquireRunLock(root, 'lock', now);
  t.ok((await stat(placeOf(root))).isFile());
  t.equal((await stat(placeOf(root))).mode & 0o777, 0o600);
  t.equal((await stat(placeOf(root, '.'))).mode & 0o777, 0o700);
  await t.rejects(acquireRunLock(root, 'lock', now), { code: 'BUSY', path: placeOf(root) });
  await lock.release();
  await (await acquireRunLock(root, 'lock', now)).release();
});

t.test('what an older version made for everybody is taken back', { skip: notRoot }, async (t) => {
  const root = await newDirectory();
  await mkdir(placeOf(root, '.'), { recursive: true });
  await writeFile(placeOf(root), '');
  await chmod(placeOf(root, '.'), 0o755);
  await chmod(placeOf(root), 0o644);
  await (await acquireRunLock(root, 'lock', now)).release();
  t.equal((await stat(placeOf(root))).mode & 0o777, 0o600);
  t.equal((await stat(placeOf(root, '.'))).mode & 0o777, 0o700);
  t.equal((await stat(join(root, 'run'))).mode & 0o777, 0o755 & ~process.umask(), 'and no more');
});

t.test('symlinks lead where they lead in the machine, and not out of it', async (t) => {
  const cases: readonly (readonly [name: string, target: string, place: string | null])[] = [
    ['run', '/outside', 'outside/twinroot/lock'],
    ['run', '../../../../outside', 'outside/twinroot/lock'],
    ['run', 'var/run', 'var/run/twinroot/lock'],
    ['run/twinroot', '/outside', null],
    ['run/twinroot/lock', '/outside/lock', null],
  ];
  for (const [name, target, place] of cases) {
    const outside = await newDirectory();
    const root = join(outside, 'machine');
    await mkdir(join(root, name, '..'), { recursive: true });
    await symlink(
      target.replace(/^\/outside/, (found) => (place === null ? outside : found)),
      join(root, name),
    );
    if (place === null) await t.rejects(acquireRunLock(root, 'lock', now), { code: 'FAILED' }, name);
    else {
      await (await acquireRunLock(root, 'lock', now)).release();
      t.ok((await stat(join(root, place))).isFile(), `${name} to ${target}`);
    }
    t.strictSame(await readdir(outside), ['machine'], 'nothing is made outside');
  }
});

for (const mode of [0o700, 0o755]) {
  t.test(`a directory of mode ${mode.toString(8)} is locked without leaving anything`, async (t) => {
    const directory = await newDirectory();
    await chmod(directory, mode);
    const { dev, ino } = await stat(directory);
    const file = `/run/twinroot/directory-${dev}-${ino}.lock`;
    const lock = await acquireDirectoryLock(directory, now);
    t.equal(
      existsSync(file),
      isRoot && mode !== 0o700,
      'root has a file where others can open the directory',
    );
    await t.rejects(acquireDirectoryLock(directory, now), { code: 'BUSY', path: directory });
    const second = acquireDirectoryLock(directory, { waitSeconds: 30 });
    await somebodyWaits(existsSync(file) ? file : directory);
    await lock.release();
    const had = await second;
    await t.rejects(acquireDirectoryLock(directory, now), { code: 'BUSY' }, 'who waited has it, and alone');
    await had.release();
    t.same(await readdir(directory), []);
    t.notOk(existsSync(file));
  });
}

t.test('nobody else can keep a lock of root', { skip: notRoot }, async (t) => {
  const directory = await newDirectory();
  await chmod(directory, 0o755);
  const { dev, ino } = await stat(directory);
  const root = await newDirectory();
  const locks = [await acquireDirectoryLock(directory, now), await acquireRunLock(root, 'lock', now)];
  await chmod(root, 0o755);
  const tries = [directory, `/run/twinroot/directory-${dev}-${ino}.lock`, placeOf(root)].map((path) => {
    const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups', 'flock', '--nonblock', path, 'true'];
    return spawnSync('setpriv', nobody).status === 0;
  });
  t.strictSame(tries, [true, false, false], 'the directory itself he can have, and it is of no use');
  for (const lock of locks) await lock.release();
  const child = spawn('setpriv', [
    ...['--reuid=65534', '--regid=65534', '--clear-groups'],
    ...['flock', '--nonblock', directory, 'sh', '-c', 'echo held; cat'],
  ]);
  await once(child.stdout, 'data');
  await (await acquireDirectoryLock(directory, now)).release();
  child.stdin.end();
  await once(child, 'close');
});

t.test('directories are locked in one order, whatever their names', async (t) => {
  const root = await newDirectory();
  const paths = ['a', 'b', 'c', 'd'].map((name) => join(root, name));
  for (const path of [paths[2], paths[0], paths[3], paths[1]]) if (path) await mkdir(path);
  await symlink('b', join(root, 'again'));
  const order = await lockOrder(paths);
  t.strictSame([...order].sort(), paths);
  t.strictSame(await lockOrder(paths.toReversed()), order);
  t.strictSame((await lockOrder([...paths, join(root, 'again')])).length, 4, 'each once');
  await t.rejects(lockOrder([join(root, 'gone')]), { code: 'ENOENT' });
});

t.test('a child that has the open file keeps the lock', async (t) => {
  const root = await newDirectory();
  const lock = await acquireRunLock(root, 'lock', { waitSeconds: 0 });
  const child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore', lock.file] });
  await once(child, 'spawn');
  await lock.release();
  await t.rejects(acquireRunLock(root, 'lock', { waitSeconds: 0 }), { code: 'BUSY' });
  child.stdin?.end();
  await once(child, 'close');
  await (await acquireRunLock(root, 'lock', { waitSeconds: 0 })).release();
});

t.test('the second waits in vain for so long', async (t) => {
  const root = await newDirectory();
  const first = await acquireRunLock(root, 'lock', { waitSeconds: 0 });
  const started = performance.now();
  await t.rejects(acquireRunLock(root, 'lock', { waitSeconds: 0.3 }), { code: 'BUSY', path: placeOf(root) });
  const waited = performance.now() - started;
  t.ok(waited >= 300 && waited < 5000, `waited ${Math.round(waited)} ms`);
  await first.release();
});

t.test('the second waits until the first is done', async (t) => {
  const root = await newDirectory();
  for (const waitSeconds of [30, Number.POSITIVE_INFINITY]) {
    const first = await acquireRunLock(root, 'lock', { waitSeconds: 0 });
    let isReleased = false;
    const second = acquireRunLock(root, 'lock', { waitSeconds }).then((lock) => ({
      lock,
      wasReleased: isReleased,
    }));
    await somebodyWaits(placeOf(root));
    isReleased = true;
    await first.release();
    const { lock, wasReleased } = await second;
    t.equal(wasReleased, true);
    await t.rejects(acquireRunLock(root, 'lock', { waitSeconds: 0 }), { code: 'BUSY' });
    await lock.release();
  }
});

t.test('an interrupted wait is an abort, not a busy lock', async (t) => {
  const root = await newDirectory();
  const first = await acquireRunLock(root, 'lock', { waitSeconds: 0 });
  const control = new AbortController();
  const second = t.rejects(acquireRunLock(root, 'lock', { waitSeconds: 30, signal: control.signal }), {
    name: 'ToolError',
    code: 'ABORT',
  });
  await somebodyWaits(placeOf(root));
  control.abort();
  await second;
  await first.release();
});

t.test('what cannot be locked is a failure with its cause', async (t) => {
  const root = await newDirectory();
  await mkdir(join(root, 'file'));
  await writeFile(join(root, 'file/run'), '');
  await t.rejects(acquireRunLock(join(root, 'file'), 'lock', now), { code: 'FAILED' });
  for (const name of ['x'.repeat(300), 'a\0b'])
    await t.rejects(acquireRunLock(root, name, now), { code: 'FAILED' }, name.slice(0, 20));
  for (const name of ['file/run', 'gone', 'a\0b'])
    await t.rejects(acquireDirectoryLock(join(root, name), now), { code: 'FAILED' }, name);
});

t.test('a killed owner leaves no lock', async (t) => {
  const root = await newDirectory();
  const module = new URL('../../src/act/lock.ts', import.meta.url).href;
  const script = `
    const { acquireRunLock } = await import(${JSON.stringify(module)});
    await acquireRunLock(${JSON.stringify(root)}, 'lock', { waitSeconds: 0 });
    console.log('holding');
    setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(createInterface(owner.stdout), 'line');
  await t.rejects(acquireRunLock(root, 'lock', { waitSeconds: 0 }), { code: 'BUSY' });
  owner.kill('SIGKILL');
  const lock = await acquireRunLock(root, 'lock', { waitSeconds: 10 });
  await lock.release();
});

t.test('many at once: never two together, and all in the end', async (t) => {
  const root = await newDirectory();
  let inside = 0;
  let most = 0;
  let done = 0;
  const one = async () => {
    const lock = await acquireRunLock(root, 'lock', { waitSeconds: 60 });
    inside += 1;
    most = Math.max(most, inside);
    await sleep(5);
    inside -= 1;
    done += 1;
    await lock.release();
  };
  await Promise.all(Array.from({ length: 12 }, one));
  t.same({ most, done }, { most: 1, done: 12 });
});
