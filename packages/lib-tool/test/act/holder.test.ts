import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { startHolder } from '../../src/act/holder.ts';
import { runTool } from '../../src/act/run-tool.ts';

async function isLocked(path: string): Promise<boolean> {
  const status = await runTool('flock', ['--nonblock', '--conflict-exit-code', '75', path, 'true']).then(
    () => 0,
    (error) => error.status,
  );
  if (status !== 0 && status !== 75) throw new Error(`flock: ${status}`);
  return status === 75;
}

async function newFile(): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), 'holder-')), 'lock');
}

t.test('it holds from when it is given until it is released', async (t) => {
  const path = await newFile();
  const holder = await startHolder('flock', ['--no-fork', path]);
  t.ok(holder.pid > 1);
  t.equal(holder.isHolding(), true);
  t.equal(await isLocked(path), true);
  await holder.release();
  t.equal(holder.isHolding(), false);
  t.equal(await isLocked(path), false);
  await holder.release();
});

t.test('it lets go when the process that holds it is killed', async (t) => {
  const path = await newFile();
  const module = new URL('../../src/act/holder.ts', import.meta.url).href;
  const script = `
    const { startHolder } = await import(${JSON.stringify(module)});
    await startHolder('flock', ['--no-fork', ${JSON.stringify(path)}]);
    console.log('holding');
    setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface(owner.stdout), 'line');
  t.equal(line, 'holding');
  t.equal(await isLocked(path), true);
  owner.kill('SIGKILL');
  await once(owner, 'close');
  for (let turns = 0; turns < 200 && (await isLocked(path)); turns += 1) await sleep(20);
  t.equal(await isLocked(path), false);
});

t.test('one that somebody killed says so', async (t) => {
  const holder = await startHolder('nice', []);
  process.kill(holder.pid, 'SIGKILL');
  await holder.release();
  t.equal(holder.isHolding(), false);
});

t.test('a tool that fails before it holds is an error with its status', async (t) => {
  const path = await newFile();
  const first = await startHolder('flock', ['--no-fork', path]);
  t.teardown(() => first.release());
  await t.rejects(startHolder('flock', ['--nonblock', '--conflict-exit-code', '75', path]), {
    code: 'EXIT',
    status: 75,
  });
  await t.rejects(startHolder('true', []), { code: 'EXIT', status: 0 });
  await t.rejects(startHolder('sh', ['-c', 'kill -KILL $$']), { code: 'SIGNAL', signal: 'SIGKILL' });
  await t.rejects(startHolder('no-such-tool-here', []), { code: 'ENOENT' });
  await t.rejects(startHolder('nice', ['\0']), { code: 'SPAWN' });
});

t.test('an abort ends the wait, and not what is held already', async (t) => {
  const path = await newFile();
  const control = new AbortController();
  const first = await startHolder('flock', ['--no-fork', path], { signal: control.signal });
  const second = startHolder('flock', ['--no-fork', path], { signal: control.signal });
  const refused = t.rejects(second, { code: 'ABORT' });
  // Somebody waits for it: proc_locks(5) lists him with an arrow.
  const waiter = new RegExp(`-> FLOCK .*:${(await stat(path)).ino} `);
  while (!waiter.test(await readFile('/proc/locks', 'utf8'))) await sleep(5);
  control.abort();
  await refused;
  t.equal(first.isHolding(), true);
  t.equal(await isLocked(path), true);
  await first.release();
  await t.rejects(startHolder('nice', [], { signal: control.signal }), { code: 'ABORT' });
});
