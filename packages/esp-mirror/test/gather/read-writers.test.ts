import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, linkSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { readManyWriters, readWriters } from '../../src/gather/read-writers.ts';

/** A process that has done something, says so, and waits for the end of its input. */
async function running(test: Test, program: string, ...args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  test.teardown(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}
const shell = (test: Test, script: string, ...args: readonly string[]) =>
  running(test, 'sh', '-c', `${script}; echo ready; read end`, 'sh', ...args);
async function end(child: ChildProcess): Promise<void> {
  child.stdin?.end();
  await once(child, 'close');
}

t.test('who has a file open for writing, however', async (t) => {
  const root = t.testdir({ a: 'a', b: 'b', d: { a: 'other' } });
  const paths = ['a', 'b', 'none', 'd/none'];
  t.strictSame(readWriters(root, paths), []);
  for (const how of ['>', '>>', '<>']) {
    const child = await shell(t, `exec 7${how}"$1"`, join(root, 'a'));
    const found = [{ path: 'a', pid: String(child.pid), name: 'sh' }];
    t.match(readWriters(root, paths), found, how);
    t.match(await readManyWriters(root, paths, new AbortController().signal), found, how);
    t.strictSame(readWriters(root, ['b']), [], 'of others nothing is said');
    t.strictSame(readWriters(root, paths, ['1', String(process.pid)]), [], 'nor of other processes');
    await end(child);
    t.strictSame(readWriters(root, paths), [], 'when it has ended');
  }
  const reader = await shell(t, 'exec 7<"$1" 8>"$2"', join(root, 'a'), join(root, 'd/a'));
  t.strictSame(readWriters(root, paths), [], 'a reader, and a writer of another file of this name');
  await end(reader);
});

t.test('a file that this process has from who started it is nobody else’s', async (t) => {
  const root = t.testdir({ a: 'a' });
  const fd = openSync(join(root, 'a'), 'a');
  t.teardown(() => closeSync(fd));
  t.strictSame(readWriters(root, ['a']), []);
});

t.test('under another name, and none', async (t) => {
  const root = t.testdir({ a: 'a' });
  linkSync(join(root, 'a'), join(root, 'other-name'));
  const child = await shell(t, 'exec 7>>"$1"', join(root, 'other-name'));
  t.match(readWriters(root, ['a']), [{ path: 'a', pid: String(child.pid) }]);
  rmSync(join(root, 'a'));
  t.strictSame(readWriters(root, ['a']), [], "one that is not there is nobody's");
  await end(child);
});

const noPython = spawnSync('python3', ['--version']).error ? 'python3 is not installed' : false;

t.test('who has it mapped, without having it open', { skip: noPython }, async (t) => {
  const root = t.testdir({ a: 'a'.repeat(5000) });
  const script = `
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p] + [ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
fd = os.open(sys.argv[1], os.O_RDWR)
at = libc.mmap(None, 4096, 3, int(sys.argv[2]), fd, 0)
os.close(fd)
print('ready' if at not in (None, 2**64 - 1) else 'failed', flush=True)
sys.stdin.read()`;
  const [shared, copied] = ['1', '2']; // MAP_SHARED, MAP_PRIVATE
  const writer = await running(t, 'python3', '-c', script, join(root, 'a'), shared);
  t.match(readWriters(root, ['a']), [{ path: 'a', pid: String(writer.pid) }]);
  await end(writer);
  const other = await running(t, 'python3', '-c', script, join(root, 'a'), copied);
  t.strictSame(readWriters(root, ['a']), [], 'what is written into a private mapping stays there');
  await end(other);
});
