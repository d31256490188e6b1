import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

const main = join(import.meta.dirname, '../fixture-main.ts');
const set =
  '#ROLE KIND STATE PARTUUID DEVICE UUID MOUNTPOINT\nbooted esp mounted 0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6 /dev/sda1 6B7E-A837 /efi0\n';

/** Starts the fixture; `signals` are sent one after the other as soon as it has said something. */
function start(
  args: readonly string[],
  given: { input?: string; keepOpen?: true; signals?: NodeJS.Signals[] } = {},
) {
  // In a session of its own: SIGHUP is for who is at a terminal, and not for who was detached from it.
  const child = spawn(process.execPath, [main, ...args], { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    if (err === '')
      for (const [index, signal] of (given.signals ?? []).entries())
        setTimeout(() => child.kill(signal), 50 * index);
    err += chunk;
  });
  child.stdin.on('error', () => undefined);
  child.stdin.write(given.input ?? '');
  if (!given.keepOpen) child.stdin.end();
  return new Promise<{ status: number | null; signal: string | null; out: string; err: string }>(
    (resolve) => {
      child.on('close', (status, signal) => resolve({ status, signal, out, err }));
    },
  );
}

t.test('records go through', async (t) => {
  const { status, out, err } = await start(['read'], { input: set });
  t.equal(status, 0, err);
  t.match(out, '/efi0');
});

t.test('a producer that stays does not keep alive a command that is done', async (t) => {
  const { status, out } = await start(['first'], { input: `${set}\n`, keepOpen: true });
  t.equal(status, 0);
  t.match(out, '/efi0');
});

t.test('what a pipe holds is left there while a group is acted on', async (t) => {
  const fifo = join(t.testdir({}), 'fifo');
  execFileSync('mkfifo', [fifo]);
  const both = openSync(fifo, 'r+');
  const child = spawn(process.execPath, [main, 'unread'], { stdio: [both, 'ignore', 'pipe'] });
  let err = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    if (err === '') writeSync(both, set);
    err += chunk;
  });
  writeSync(both, `${set}\n`);
  const [status] = await once(child, 'close');
  closeSync(both);
  t.equal(status, 0, err);
  t.match(err, `left ${set.length}`);
});

t.test('whether output was read is known, and looking takes nothing away', async (t) => {
  const fifo = join(t.testdir({}), 'fifo');
  execFileSync('mkfifo', [fifo]);
  const both = openSync(fifo, 'r+');
  const child = spawn(process.execPath, [main, 'taken'], { stdio: ['pipe', both, 'pipe'] });
  let err = '';
  let out = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk;
    if (err.endsWith('unread: true true\n')) {
      const bytes = Buffer.alloc(65536);
      out = String(bytes.subarray(0, readSync(both, bytes)));
    }
  });
  child.stdin?.end(set);
  const [status] = await once(child, 'close');
  closeSync(both);
  t.equal(status, 0, err);
  t.match(out, '/efi0');
  t.equal(out.match(/#ROLE/g)?.length, 1);
  t.match(err, /\bread\n/);
});

for (const [signal, expected] of [
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  t.test(`${signal}: the work is finished, then the status says so`, async (t) => {
    const ended = await start(['work'], { keepOpen: true, signals: [signal] });
    t.match(ended, { status: expected, signal: null });
    t.match(ended.err, 'finished');
  });
}

t.test('a second signal does not cut the work short', async (t) => {
  const ended = await start(['work'], { keepOpen: true, signals: ['SIGINT', 'SIGINT', 'SIGTERM'] });
  t.match(ended, { status: 130, signal: null });
  t.match(ended.err, 'finished');
});

t.test(
  'an error that no promise carries is said at once, with where it arose, and is status 1',
  async (t) => {
    const { status, err } = await start(['throw']);
    t.equal(status, 1);
    t.match(err, /^esp-fixture: [^\n]*JSON[^\n]*\n(esp-fixture: at [^\n]+\n)+$/);
  },
);

t.test('a command that never comes to its end is no success', async (t) => {
  t.equal((await start(['never'])).status, 1);
});
