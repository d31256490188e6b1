import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { runTool } from '../../src/act/run-tool.ts';
import { ToolError, type ToolErrorCode } from '../../src/decide/tool-error.ts';

async function errorOf(running: Promise<unknown>): Promise<ToolError> {
  try {
    await running;
  } catch (error) {
    if (error instanceof ToolError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

/** Whether a process runs; one that nobody has waited for yet does not. */
async function isRunning(pid: number): Promise<boolean> {
  try {
    const status = await readFile(`/proc/${pid}/stat`, 'utf8');
    return status.slice(status.lastIndexOf(')') + 2)[0] !== 'Z';
  } catch {
    return false;
  }
}

t.test('standard output is given as it was written', async (t) => {
  const cases: [string, string[], string][] = [
    ['printf', ['one\\ntwo\\n'], 'one\ntwo\n'],
    ['printf', ['no newline at the end'], 'no newline at the end'],
    ['true', [], ''],
    ['printf', ['%s|', '$HOME', '*', 'a b', ''], '$HOME|*|a b||'],
    ['printf', ['\\303\\251'], 'é'],
    ['cat', [], ''],
  ];
  for (const [tool, args, expected] of cases) t.equal(await runTool(tool, args), expected, `${tool} ${args}`);
});

t.test('standard output is given as it arrives, to who asks for that', async (t) => {
  let text = '';
  const onOutput = (part: string) => {
    text += part;
  };
  const script = 'printf "one\\303"; printf "\\251" >&2; sleep 0.05; printf "\\251two"; exit 3';
  await t.rejects(runTool('sh', ['-c', script], { onOutput }), { code: 'EXIT', status: 3 });
  t.equal(text, 'oneétwo', 'a letter that arrives in two parts is whole');
  t.equal(await runTool('echo', ['three'], { onOutput }), '');
});

t.test('a failure has a code, the status and what the tool said', async (t) => {
  const cases: [ToolErrorCode, number | null, NodeJS.Signals | null, string, string[]][] = [
    ['EXIT', 3, null, 'sh', ['-c', 'echo first >&2; echo second >&2; exit 3']],
    ['EXIT', 1, null, 'false', []],
    ['SIGNAL', null, 'SIGTERM', 'sh', ['-c', 'kill -TERM $$']],
    ['ENOENT', null, null, 'no-such-tool-here', []],
    ['SPAWN', null, null, '/etc', []],
    ['SPAWN', null, null, 'true', ['a\0b']],
    ['SPAWN', null, null, 'true', ['x'.repeat(4_000_000)]],
  ];
  for (const [code, status, signal, tool, args] of cases) {
    const error = await errorOf(runTool(tool, args));
    t.match({ ...error }, { code, status, signal, tool }, `${code} from ${tool}`);
    t.match(error.message, tool);
    t.notMatch(error.message, '\n', 'one line');
  }
  const error = await errorOf(runTool('sh', ['-c', 'echo first >&2; echo second >&2; exit 3']));
  t.match(error.message, /first.*second/);
});

t.test('the environment is the same whoever calls', async (t) => {
  // tap adds variables of its own to every child, so the list is not compared as a whole.
  const caller = { TWINROOT_TEST: 'x', LC_ALL: 'de_DE.UTF-8', PATH: '/nowhere' };
  const kept = process.env;
  process.env = { ...kept, ...caller };
  const lines = (await runTool('env', [])).trim().split('\n');
  process.env = kept;
  t.ok(lines.includes('LC_ALL=C'));
  t.match(
    lines.find((line) => line.startsWith('PATH=')),
    /(^|[=:])\/usr\/bin(:|$)/,
  );
  t.notOk(lines.some((line) => line.startsWith('TWINROOT_TEST=')));
});

t.test('a time limit ends the tool and all that it started', async (t) => {
  const pids = join(await mkdtemp(join(tmpdir(), 'run-tool-')), 'pids');
  const script = `sleep 60 & echo $! >"$1"; echo $$ >>"$1"; wait`;
  const started = performance.now();
  const error = await errorOf(runTool('sh', ['-c', script, 'sh', pids], { timeoutSeconds: 0.4 }));
  t.equal(error.code, 'TIMEOUT');
  t.ok(performance.now() - started < 10_000, 'it does not wait for the grandchild');
  for (const pid of (await readFile(pids, 'utf8')).trim().split('\n')) {
    t.equal(await isRunning(Number(pid)), false, 'gone');
  }
});

t.test('what left the process group is not waited for once the time is over', async (t) => {
  const pidFile = join(await mkdtemp(join(tmpdir(), 'run-tool-')), 'pid');
  const script = `setsid sh -c 'echo $$ >"$1"; exec sleep 60' sh "$1" & sleep 60`;
  const started = performance.now();
  const error = await errorOf(runTool('sh', ['-c', script, 'sh', pidFile], { timeoutSeconds: 0.4 }));
  t.equal(error.code, 'TIMEOUT');
  t.ok(performance.now() - started < 10_000);
  process.kill(Number(await readFile(pidFile, 'utf8')), 'SIGKILL');
});

t.test('an abort ends the tool, gently first', async (t) => {
  const file = join(await mkdtemp(join(tmpdir(), 'run-tool-')), 'said');
  const script = `trap 'echo tidied >"$1"; exit 7' TERM; echo ready >"$1"; while :; do sleep 0.05; done`;
  const control = new AbortController();
  const running = errorOf(runTool('sh', ['-c', script, 'sh', file], { signal: control.signal }));
  while ((await readFile(file, 'utf8').catch(() => '')) !== 'ready\n') await sleep(10);
  control.abort();
  t.match({ ...(await running) }, { code: 'ABORT', status: 7 });
  t.equal(await readFile(file, 'utf8'), 'tidied\n');
});

t.test('an abort ends a tool that does not listen to SIGTERM', async (t) => {
  const file = join(await mkdtemp(join(tmpdir(), 'run-tool-')), 'ready');
  const script = `trap '' TERM; echo ready >"$1"; while :; do sleep 0.05; done`;
  const control = new AbortController();
  const running = errorOf(runTool('sh', ['-c', script, 'sh', file], { signal: control.signal }));
  while ((await readFile(file, 'utf8').catch(() => '')) !== 'ready\n') await sleep(10);
  control.abort();
  t.match({ ...(await running) }, { code: 'ABORT', signal: 'SIGKILL' });
});

t.test('an abort that came before starts nothing', async (t) => {
  const file = join(await mkdtemp(join(tmpdir(), 'run-tool-')), 'file');
  const error = await errorOf(runTool('touch', [file], { signal: AbortSignal.abort() }));
  t.equal(error.code, 'ABORT');
  await t.rejects(readFile(file), { code: 'ENOENT' });
});

t.test('input is given whole, and a tool that does not read it is judged by its status', async (t) => {
  const large = 'x'.repeat(3_000_000);
  t.equal((await runTool('cat', [], { input: large })).length, large.length);
  t.equal(await runTool('od', ['-An', '-tx1'], { input: Uint8Array.of(0, 255) }), ' 00 ff\n');
  t.equal(await runTool('cat', [], { input: '' }), '');
  t.equal(await runTool('true', [], { input: large }), '');
  t.equal((await errorOf(runTool('false', [], { input: large }))).code, 'EXIT');
});

t.test('ten megabytes of output arrive whole', async (t) => {
  const file = join(await mkdtemp(join(tmpdir(), 'run-tool-')), 'large');
  const text = '0123456789abcde\n'.repeat(655_360);
  await writeFile(file, text);
  t.ok((await runTool('cat', [file])) === text);
});
