import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { acquireLock } from '../src/lock.ts';

/** Waits until somebody waits for the lock of a file: proc_locks(5) lists him with an arrow. */
async function somebodyWaits(path: string): Promise<void> {
  const waiter = new RegExp(`-> FLOCK .*:${(await stat(path)).ino} `);
  while (!waiter.test(await readFile('/proc/locks', 'utf8'))) await sleep(5);
}

async function newDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'lock-'));
}

t.test('a file and its directory are made where they are missing', async (t) => {
  const path = join(await newDirectory(), 'run/twinroot/lock');
  const lock = await acquireLock(path, { waitSeconds: 0 });
  t.ok((await stat(path)).isFile());
  t.equal((await stat(join(path, '..'))).mode & 0o777, 0o755 & ~process.umask());
  await t.rejects(acquireLock(path, { waitSeconds: 0 }), { code: 'BUSY' });
  await lock.release();
  const again = await acquireLock(path, { waitSeconds: 0 });
  await again.release();
});

t.test('a directory is locked without leaving anything in it', async (t) => {
  const directory = await newDirectory();
  const lock = await acquireLock(directory, { waitSeconds: 0 });
  await t.rejects(acquireLock(directory, { waitSeconds: 0 }), { code: 'BUSY', path: directory });
  t.same(await readdir(directory), []);
  await lock.release();
});

t.test('a child that has the open file keeps the lock', async (t) => {
  const path = join(await newDirectory(), 'lock');
  const lock = await acquireLock(path, { waitSeconds: 0 });
  const child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore', lock.file] });
  await once(child, 'spawn');
  await lock.release();
  await t.rejects(acquireLock(path, { waitSeconds: 0 }), { code: 'BUSY' });
  child.stdin?.end();
  await once(child, 'close');
  await (await acquireLock(path, { waitSeconds: 0 })).release();
});

t.test('the second waits in vain for so long', async (t) => {
  const path = join(await newDirectory(), 'lock');
  const first = await acquireLock(path, { waitSeconds: 0 });
  const started = performance.now();
  await t.rejects(acquireLock(path, { waitSeconds: 0.3 }), { code: 'BUSY', path });
  const waited = performance.now() - started;
  t.ok(waited >= 300 && waited < 5000, `waited ${Math.round(waited)} ms`);
  await first.release();
});

t.test('the second waits until the first is done', async (t) => {
  const path = join(await newDirectory(), 'lock');
  for (const waitSeconds of [30, Number.POSITIVE_INFINITY]) {
    const first = await acquireLock(path, { waitSeconds: 0 });
    let isReleased = false;
    const second = acquireLock(path, { waitSeconds }).then((lock) => ({ lock, wasReleased: isReleased }));
    await somebodyWaits(path);
    isReleased = true;
    await first.release();
    const { lock, wasReleased } = await second;
    t.equal(wasReleased, true);
    await t.rejects(acquireLock(path, { waitSeconds: 0 }), { code: 'BUSY' });
    await lock.release();
  }
});

t.test('an interrupted wait is an abort, not a busy lock', async (t) => {
  const path = join(await newDirectory(), 'lock');
  const first = await acquireLock(path, { waitSeconds: 0 });
  const control = new AbortController();
  const second = t.rejects(acquireLock(path, { waitSeconds: 30, signal: control.signal }), {
    name: 'ToolError',
    code: 'ABORT',
  });
  await somebodyWaits(path);
  control.abort();
  await second;
  await first.release();
});

t.test('what cannot be locked is a failure with its cause', async (t) => {
  const directory = await newDirectory();
  await writeFile(join(directory, 'file'), '');
  await mkdir(join(directory, 'loop'));
  for (const name of ['file/lock', `${'x'.repeat(300)}`, 'a\0b']) {
    await t.rejects(
      acquireLock(join(directory, name), { waitSeconds: 0 }),
      { code: 'FAILED' },
      name.slice(0, 20),
    );
  }
});

t.test('a killed owner leaves no lock', async (t) => {
  const path = join(await newDirectory(), 'lock');
  const module = new URL('../src/lock.ts', import.meta.url).href;
  const script = `
    const { acquireLock } = await import(${JSON.stringify(module)});
    await acquireLock(${JSON.stringify(path)}, { waitSeconds: 0 });
    console.log('holding');
    setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(createInterface(owner.stdout), 'line');
  await t.rejects(acquireLock(path, { waitSeconds: 0 }), { code: 'BUSY' });
  owner.kill('SIGKILL');
  const lock = await acquireLock(path, { waitSeconds: 10 });
  await lock.release();
});

t.test('many at once: never two together, and all in the end', async (t) => {
  const path = join(await newDirectory(), 'lock');
  let inside = 0;
  let most = 0;
  let done = 0;
  const one = async () => {
    const lock = await acquireLock(path, { waitSeconds: 60 });
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
