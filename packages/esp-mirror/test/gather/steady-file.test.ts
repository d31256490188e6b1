import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, closeSync, openSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { changedFiles, steadyFile, writtenClause } from '../../src/gather/steady-file.ts';
import { fileNode } from '../decide/model.ts';

t.test('a file that nobody touches is steady', async (t) => {
  const root = t.testdir({ a: 'a' });
  const look = steadyFile(root, 'a', true);
  t.equal(look(), null);
  const reader = openSync(join(root, 'a'), 'r');
  t.equal(look(), null);
  closeSync(reader);
});

t.test('one that changes is not', async (t) => {
  const root = t.testdir({});
  const file = join(root, 'a');
  const cases: readonly (readonly [what: string, act: () => void])[] = [
    ['it grows', () => appendFileSync(file, 'more')],
    ['another time', () => utimesSync(file, 1_500_000_000, 1_500_000_000)],
    [
      'other bytes, and the time set back',
      () => {
        writeFileSync(file, 'b');
        utimesSync(file, 1_600_000_000, 1_600_000_000);
      },
    ],
    ['it is gone', () => rmSync(file)],
  ];
  for (const [what, act] of cases) {
    writeFileSync(file, 'a');
    utimesSync(file, 1_600_000_000, 1_600_000_000);
    const look = steadyFile(root, 'a', false);
    t.equal(look(), null);
    act();
    t.type(look(), 'string', what);
  }
  t.type(steadyFile(root, 'none', false)(), 'string', 'nor is one that was never there');
});

t.test('one that is open for writing is not, where it is asked', async (t) => {
  const root = t.testdir({ a: 'a' });
  const [look, glance] = [steadyFile(root, 'a', true), steadyFile(root, 'a', false)];
  const script = 'exec 7<>"$1"; echo ready; read end';
  const writer = spawn('sh', ['-c', script, 'sh', join(root, 'a')], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.teardown(() => writer.kill('SIGKILL'));
  await once(writer.stdout, 'data');
  t.ok(look()?.includes(String(writer.pid)), 'it is said by whom');
  t.equal(glance(), null);
  writer.stdin.end();
  await once(writer, 'close');
  t.equal(look(), null);
  t.equal(writtenClause({ name: 'xz', pid: '7' }), 'is being written by xz (pid 7)');
});

t.test('files that are no longer what was read of them', async (t) => {
  const root = t.testdir({ same: 'a', longer: 'aa', later: 'a' });
  const mtime = 1_600_000_000.5;
  for (const name of ['same', 'longer', 'later']) utimesSync(join(root, name), mtime, mtime);
  utimesSync(join(root, 'later'), mtime + 1, mtime + 1);
  const files = ['same', 'longer', 'later', 'gone'].map((path) => fileNode(path, { size: 1, mtime }));
  t.strictSame(await changedFiles(root, files, new AbortController().signal), [
    { path: 'longer', isGone: false },
    { path: 'later', isGone: false },
    { path: 'gone', isGone: true },
  ]);
});
