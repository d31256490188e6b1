import { chmodSync, closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { runSibling } from '../../src/act/run-sibling.ts';

/** A directory with a command that a script is. */
function made(test: Test, script: string): string {
  const directory = test.testdir({ 'esp-example': `#!/bin/sh\n${script}\n` });
  chmodSync(join(directory, 'esp-example'), 0o755);
  return directory;
}

t.test('its input, output and status', async (t) => {
  const directory = made(t, 'cat; echo "$@"; exit 32');
  const options = { directory, input: 'one\n' };
  t.strictSame(await runSibling('esp-example', ['--json', 'a b'], options), {
    status: 32,
    out: 'one\n--json a b\n',
  });
  t.strictSame(await runSibling('esp-example', [], { directory }), { status: 32, out: '\n' }, 'no input');
});

t.test('a text that it does not read is no failure', async (t) => {
  const directory = made(t, 'exec true');
  const end = await runSibling('esp-example', [], { directory, input: 'x'.repeat(2 ** 20) });
  t.strictSame(end, { status: 0, out: '' });
});

t.test('it has open files of ours', async (t) => {
  const directory = made(t, 'cat <&3');
  const file = openSync(join(directory, 'esp-example'), 'r');
  const { out } = await runSibling('esp-example', [], { directory, files: [file] });
  closeSync(file);
  t.equal(out, readFileSync(join(directory, 'esp-example'), 'utf8'));
});

t.test('interrupted, it ends in its own order', async (t) => {
  const directory = made(
    t,
    'trap "echo ended >\\"$1\\"; exit 143" TERM; echo started >"$1"; while :; do sleep 0.05; done',
  );
  const file = join(directory, 'log');
  const ending = new AbortController();
  const run = runSibling('esp-example', [file], { directory, signal: ending.signal });
  const isStarted = () => {
    try {
      return readFileSync(file, 'utf8') === 'started\n';
    } catch {
      return false;
    }
  };
  while (!isStarted()) await new Promise((resolve) => setTimeout(resolve, 10));
  ending.abort();
  await t.rejects(run, { code: 'ABORT', tool: 'esp-example' });
  t.equal(readFileSync(file, 'utf8'), 'ended\n');
  await t.rejects(runSibling('esp-example', [], { directory, signal: ending.signal }), { code: 'ABORT' });
});

t.test('one that a signal ends, and one that is not there', async (t) => {
  const directory = made(t, 'kill -9 $$');
  await t.rejects(runSibling('esp-example', [], { directory }), { code: 'SIGNAL', signal: 'SIGKILL' });
  await t.rejects(runSibling('esp-other', [], { directory }), { code: 'ENOENT' });
  await t.rejects(runSibling('esp-other', []), { code: 'ENOENT' }, 'beside node');
});
