import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { binaryOf, workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { itemText, startWatcher, until } from '../support/esp-watch-call.ts';
import { type Part, pipeWords } from '../support/pipe-call.ts';

t.setTimeout(300_000);

const twinroot = binaryOf('twinroot');
const machine = ['--sysroot', join(workspace, 'test/roots/two-nvme')] as const;
const quick = ['--settle', '0.2', '--hold', 'none'];

/** A pipe in one process, whose input stays open. */
function start(parts: readonly Part[]) {
  // In a session of its own: at a terminal, without one of its files there, SIGHUP would mean nothing to it.
  const child = spawn(twinroot, pipeWords(parts), {
    env: {},
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said.err += chunk;
  });
  child.stdin.on('error', () => undefined);
  return { child, said, ended: once(child, 'close').then(([status]: (number | null)[]) => status ?? null) };
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  t.test(`${signal} while the first waits for its input, and the others for theirs`, async (t) => {
    const wait: Part = ['esp-wait', '--json', ...machine];
    const { child, said, ended } = start([wait, wait, wait]);
    const { out } = await call(binaryOf('esp-which'), ['--json', ...machine]);
    child.stdin.write(out);
    await until(() => said.out !== '', 'a group at its end');
    child.kill(signal);
    t.equal(await ended, 128 + constants.signals[signal], said.err);
    t.equal(said.out, out, 'what was written before is whole');
    t.match(said.err, /^(esp-wait: [^\n]+\n){3}$/, 'a line each');
  });
}

t.test('input that the first refuses ends all of them, though it stays open', async (t) => {
  const { child, said, ended } = start([
    ['esp-wait', ...machine],
    ['esp-bind', '-n', '/boot', ...machine],
  ]);
  child.stdin.write('{"schema":"twinroot.bogus/1"}\n');
  t.equal(await ended, 2, said.err);
  t.equal(said.out, '');
});

t.test('a watcher writes each change at once to the one after it', async (t) => {
  const root = t.testdir({});
  const watcher = startWatcher(t, [...quick, ':', 'tree-mirror', '--json'], itemText(root), {
    program: [twinroot, 'pipe', 'esp-watch'],
  });
  for (const count of [1, 2, 3]) {
    await watcher.wrote(count);
    t.match(JSON.parse(watcher.groups.at(-1) ?? ''), {
      destinations: [{ source: root, dest: '/nonexistent' }],
    });
    writeFileSync(join(root, 'new'), `${count}`);
  }
  t.equal(await watcher.stop(), 143, 'the watcher ends well, and the other one is interrupted');
});

t.test('what a command of --exec writes is what the next one reads', async (t) => {
  const top = t.testdir({ item: {}, seen: '' });
  const root = join(top, 'item');
  const args = [...quick, '--exec', 'tee', join(top, 'seen'), ':', 'tree-mirror', '--json'];
  const watcher = startWatcher(t, args, itemText(root), { program: [twinroot, 'pipe', 'esp-watch'] });
  await watcher.wrote(1);
  t.match(JSON.parse(watcher.groups[0] ?? ''), { destinations: [{ source: root, dest: '/nonexistent' }] });
  t.match(JSON.parse(readFileSync(join(top, 'seen'), 'utf8')), { items: [{ source: root }] });
  t.equal(await watcher.stop(), 143);
});

t.test('a watcher at the end has what is pending done, as one alone', async (t) => {
  const mounts = ['/', '/mnt/one'].map(
    (point, index) =>
      `${index + 20} ${index === 0 ? 1 : 20} 8:${index} / ${point} rw - ext4 /dev/sd${index} rw\n`,
  );
  const sysroot = t.testdir({
    proc: { self: { mountinfo: mounts.join('') } },
    etc: { twinroot: { 'sync.toml': 'sync = [["/item/", "/mnt/one"]]\n' } },
    mnt: { one: {} },
    item: {},
    seen: '',
  });
  const seen = join(sysroot, 'seen');
  const { child, said, ended } = start([
    ['tree-items', '--sysroot', sysroot],
    [
      'esp-watch',
      '-v',
      '--sysroot',
      sysroot,
      '--settle',
      '60',
      '--hold',
      'none',
      '--exec',
      'tee',
      '-a',
      seen,
    ],
  ]);
  const groups = () => readFileSync(seen, 'utf8').match(/^\/item\/ /gm)?.length ?? 0;
  await until(() => groups() === 1 && /: watched$/m.test(said.err), 'the first group');
  writeFileSync(join(sysroot, 'item/new'), 'x');
  child.kill('SIGTERM');
  t.equal(await ended, 0, said.err);
  t.equal(groups(), 2);
});
