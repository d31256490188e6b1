import { spawnSync } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { readTextIfThere } from '@twinroot/lib-sysroot';
import t from 'tap';
import { type RsyncRun, runRsync } from '../../src/act/run-rsync.ts';
import type { Change } from '../../src/decide/itemized.ts';
import { outFormat } from '../../src/decide/itemized.ts';

const skip = spawnSync('rsync', ['--version']).error !== undefined && 'rsync is not installed';
const { signal } = new AbortController();
const quiet = { files: [], signal, onChange: () => undefined } as const;

/** A program in the place of rsync, which a test can make do anything. */
const shell = (script: string, more: Partial<RsyncRun> = {}) =>
  runRsync({ ...quiet, words: ['sh', ['-c', script]], ...more });

t.test('a copy and its changes, into an open directory', { skip }, async (t) => {
  const place = t.testdir({ from: { a: 'one', b: 'two' }, to: {} });
  const file = openSync(`${place}/to`, 'r');
  t.teardown(() => closeSync(file));
  const changes: Change[] = [];
  const words = ['rsync', ['-r', `--out-format=${outFormat}`, `${place}/from/`, '/proc/self/fd/3/']] as const;
  const fault = await runRsync({ words, files: [file], signal, onChange: (each) => changes.push(each) });
  t.equal(fault, null);
  t.equal(readFileSync(`${place}/to/b`, 'utf8'), 'two');
  t.strictSame(changes.map(({ path }) => path).sort(), ['a', 'b']);
  t.ok(fstatSync(file).isDirectory(), 'our file is open still');
});

t.test('what rsync reports is the fault', { skip }, async (t) => {
  const words = ['rsync', ['-r', '/nonexistent/', t.testdir({})]] as const;
  const fault = await runRsync({ ...quiet, words });
  t.match(fault, { isWhole: false, text: /status 23.*\/nonexistent/s });
});

t.test('how many files there are, and that there was more to delete than it may', { skip }, async (t) => {
  const place = t.testdir({ from: { a: '' }, to: { b: '', c: '' } });
  const counts: number[] = [];
  const words = [
    'rsync',
    ['-r', '--delete', '--max-delete=1', '--stats', `${place}/from/`, `${place}/to`],
  ] as const;
  const fault = await runRsync({ ...quiet, words, onFileCount: (count) => counts.push(count) });
  t.match(fault, { isWhole: false, isLimited: true });
  t.strictSame(counts, [2], 'the directory counts, too');
});

t.test('nothing of our environment reaches it, and its input is closed', async (t) => {
  process.env['TWINROOT_TEST'] = 'ours';
  t.teardown(() => delete process.env['TWINROOT_TEST']);
  const fault = await shell('cat >&2; echo "<$TWINROOT_TEST$LC_ALL>" >&2; exit 11');
  t.match(fault, { isWhole: false, isLimited: false, text: /status 11\): <C>$/ });
});

t.test('a program that is not there', async (t) => {
  const words = ['no-such-tool-here', []] as const;
  await t.rejects(runRsync({ ...quiet, words }), { code: 'ENOENT' });
});

t.test('somebody else kills it', async (t) => {
  t.match(await shell('kill -KILL $$'), { isWhole: false, text: 'rsync was killed by SIGKILL' });
});

t.test('we end it, and what it started', async (t) => {
  const controller = new AbortController();
  const pid = `${t.testdir({})}/pid`;
  // A line of progress is heard, and tells that the child is there.
  const script = `sleep 60 & echo $! >${pid}; echo "1 0% 1MB/s 0:00:00"; wait; exit 3`;
  const run = shell(script, { signal: controller.signal, onProgress: () => controller.abort() });
  await t.rejects(run, { code: 'ABORT' });
  // Gone, or a zombie, which has no words.
  t.notOk(readTextIfThere(`/proc/${readFileSync(pid, 'utf8').trim()}/cmdline`));
  await t.rejects(shell('exit 0', { signal: controller.signal }), { code: 'ABORT' }, 'nor is another begun');
});
