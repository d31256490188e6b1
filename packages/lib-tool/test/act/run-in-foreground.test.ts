import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import t from 'tap';
import { runInForeground } from '../../src/act/run-in-foreground.ts';

const path = { PATH: '/usr/bin:/bin' };
const env = { env: path };

t.test('its environment is what is given, and nothing else', async (t) => {
  const file = join(t.testdir({}), 'env');
  process.env['FOREGROUND_TEST'] = 'ours';
  await runInForeground('sh', ['-c', 'env >"$1"', 'sh', file], { env: { ...path, GIVEN: 'yes' } });
  const found = readFileSync(file, 'utf8');
  t.match(found, /^GIVEN=yes$/m);
  t.notMatch(found, 'FOREGROUND_TEST');
});

t.test('both outputs are our standard error', async (t) => {
  const file = join(t.testdir({}), 'outputs');
  const script = 'readlink /proc/$$/fd/1 /proc/$$/fd/2 /proc/$PPID/fd/2 >"$1"';
  // Read by another process, as one's own are redirected meanwhile.
  await runInForeground(
    'sh',
    ['-c', `sh -c '${script.replaceAll('$$', '$PPID')}' sh "$1"; :`, 'sh', file],
    env,
  );
  const [out, err] = readFileSync(file, 'utf8').trim().split('\n');
  t.equal(out, err);
});

t.test('how it ends', async (t) => {
  await t.rejects(runInForeground('sh', ['-c', 'exit 7'], env), { code: 'EXIT', status: 7 });
  await t.rejects(runInForeground('sh', ['-c', 'kill -15 $$'], env), { code: 'SIGNAL', signal: 'SIGTERM' });
  await t.rejects(runInForeground('/nonexistent/command', [], env), { code: 'ENOENT' });
  await t.rejects(runInForeground('a\0b', [], env), { code: 'SPAWN' });
});

t.test('its standard input is another stream, where ours is not that of this process', async (t) => {
  const file = join(t.testdir({}), 'input');
  const stdin = () => Readable.from([Buffer.from('one\n'), Buffer.from('two\n')]);
  await runInForeground('sh', ['-c', 'cat >"$1"', 'sh', file], { ...env, stdin });
  t.equal(readFileSync(file, 'utf8'), 'one\ntwo\n');
});

t.test('one that leaves its input unread lets the writer know', async (t) => {
  const input = new Readable({ read: () => undefined });
  input.push('x'.repeat(2 ** 20));
  await runInForeground('true', [], { ...env, stdin: () => input });
  t.ok(input.destroyed);
});

t.test('it is ended early', async (t) => {
  const file = join(t.testdir({}), 'started');
  const controller = new AbortController();
  const run = runInForeground('sh', ['-c', 'echo >"$1"; exec sleep 4714', 'sh', file], {
    ...env,
    signal: controller.signal,
  });
  const ended = t.rejects(run, { code: 'ABORT' });
  while (!existsSync(file)) await setTimeout(10);
  controller.abort();
  await ended;
  await t.rejects(
    runInForeground('true', [], { ...env, signal: controller.signal }),
    { code: 'ABORT' },
    'before it began',
  );
});
