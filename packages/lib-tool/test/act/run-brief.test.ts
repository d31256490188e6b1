import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { runBrief } from '../../src/act/run-brief.ts';
import { runTool } from '../../src/act/run-tool.ts';
import { ToolError } from '../../src/decide/tool-error.ts';

/** What came of a run: its output, or all that its error says. */
async function endOf(running: Promise<string>): Promise<unknown> {
  try {
    return await running;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return { message: error.message, code: error.code, status: error.status, signal: error.signal };
  }
}

t.test('it ends as it does with runTool', async (t) => {
  const cases: [string, string[]][] = [
    ['printf', ['one\\ntwo\\n']],
    ['printf', ['\\303\\251']],
    ['cat', []],
    ['true', []],
    ['env', []],
    ['sh', ['-c', 'echo first >&2; echo second >&2; exit 3']],
    ['sh', ['-c', 'kill -TERM $$']],
    ['no-such-tool-here', []],
    ['/etc', []],
    ['true', ['a\0b']],
    ['true', ['x'.repeat(4_000_000)]],
  ];
  for (const [tool, args] of cases) {
    const brief = await endOf(runBrief(tool, args));
    t.strictSame(brief, await endOf(runTool(tool, args)), `${tool} ${args.join(' ').slice(0, 60)}`);
  }
});

t.test('one that takes long is run anew, and then a signal ends it', async (t) => {
  const runs = join(t.testdir(), 'runs');
  const script = `echo run >>${runs}; exec sleep 60`;
  const ending = new AbortController();
  const running = runBrief('sh', ['-c', script], { signal: ending.signal });
  // Heard as soon as the first run was given up.
  // Until the second one has begun.
  const looking = setInterval(() => {
    if (readFileSync(runs, 'utf8') === 'run\nrun\n') ending.abort();
  }, 10);
  t.teardown(() => clearInterval(looking));
  await t.rejects(running, { code: 'ABORT' });
  t.equal(readFileSync(runs, 'utf8'), 'run\nrun\n');
});

t.test('one that is to end is not even begun', async (t) => {
  const runs = join(t.testdir(), 'runs');
  const args = ['-c', `echo run >>${runs}`];
  await t.rejects(runBrief('sh', args, { signal: AbortSignal.abort() }), { code: 'ABORT' });
  t.throws(() => readFileSync(runs), { code: 'ENOENT' });
});

t.test('output of any length is whole', async (t) => {
  t.equal((await runBrief('head', ['-c', '20000000', '/dev/zero'])).length, 20_000_000);
});

t.test('it has the files that it is given', async (t) => {
  const path = join(t.testdir({ file: 'text' }), 'file');
  const file = openSync(path, 'r');
  t.equal(await runBrief('cat', ['/proc/self/fd/3'], { files: [file] }), 'text');
  closeSync(file);
});
