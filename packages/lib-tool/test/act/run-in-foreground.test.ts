import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import t from 'tap';
import { runInForeground } from '../../src/act/run-in-foreground.ts';

const path = { PATH: '/usr/bin:/bin' };

t.test('its environment is what is given, and nothing else', async (t) => {
  const file = join(t.testdir({}), 'env');
  process.env['FOREGROUND_TEST'] = 'ours';
  await runInForeground('sh', ['-c', 'env >"$1"', 'sh', file], { ...path, GIVEN: 'yes' });
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
    path,
  );
  const [out, err] = readFileSync(file, 'utf8').trim().split('\n');
  t.equal(out, err);
});

t.test('how it ends', async (t) => {
  await t.rejects(runInForeground('sh', ['-c', 'exit 7'], path), { code: 'EXIT', status: 7 });
  await t.rejects(runInForeground('sh', ['-c', 'kill -15 $$'], path), { code: 'SIGNAL', signal: 'SIGTERM' });
  await t.rejects(runInForeground('/nonexistent/command', [], path), { code: 'ENOENT' });
  await t.rejects(runInForeground('a\0b', [], path), { code: 'SPAWN' });
});

t.test('it is ended early', async (t) => {
  const file = join(t.testdir({}), 'started');
  const controller = new AbortController();
  const run = runInForeground(
    'sh',
    ['-c', 'echo >"$1"; exec sleep 4714', 'sh', file],
    path,
    controller.signal,
  );
  const ended = t.rejects(run, { code: 'ABORT' });
  while (!existsSync(file)) await setTimeout(10);
  controller.abort();
  await ended;
  await t.rejects(runInForeground('true', [], path, controller.signal), { code: 'ABORT' }, 'before it began');
});
