import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { binaryOf, workspace } from '../support/binaries.ts';
import { call, callWithoutReader } from '../support/call.ts';
import { testInNamespace } from '../support/mount-namespace.ts';

const roots = join(workspace, 'test/roots');
const whole = join(roots, 'two-nvme');
const halved = join(roots, 'missing-mirror');
const second = '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b';

/** The set of a captured machine, as a JSON line. */
async function setOf(sysroot: string): Promise<string> {
  return (await call(binaryOf('esp-which'), ['--json', '--sysroot', sysroot])).out;
}

const espWait = (sysroot: string, args: readonly string[], input: string) =>
  call(binaryOf('esp-wait'), ['--json', '--sysroot', sysroot, ...args], { input });

/** A copy of a machine, to be changed. */
function copyOf(t: Test, machine: string): string {
  const root = join(t.testdir({}), 'root');
  cpSync(machine, root, { recursive: true, verbatimSymlinks: true });
  return root;
}

t.test('all are there: the same records, at once, and again', async (t) => {
  const input = await setOf(whole);
  const { status, out } = await espWait(whole, ['--timeout', '1000'], input);
  t.same({ status, out }, { status: 0, out: input });
  t.match(await espWait(whole, ['--timeout', '1000'], out), { status: 0, out });
});

t.test('one is missing: the set as it is, with status 32, after the timeout', async (t) => {
  const input = await setOf(halved);
  t.match(JSON.parse(input).members, [{ state: 'mounted' }, { state: 'missing', partuuid: second }]);
  for (const timeout of ['0', '1.2']) {
    const start = performance.now();
    const { status, out, err } = await espWait(halved, ['--timeout', timeout], input);
    t.ok(performance.now() - start >= Number(timeout) * 1000, timeout);
    t.same({ status, out }, { status: 32, out: input });
    t.match(err, second);
  }
  const two = await espWait(halved, ['--timeout', '0'], input + input);
  t.same([two.status, two.out], [32, input + input], 'a set for each set');
});

t.test('one that is said to be there, and is not, is missing', async (t) => {
  const { status, out } = await espWait(halved, ['--timeout', '0'], await setOf(whole));
  t.equal(status, 32);
  t.match(JSON.parse(out).members, [
    { state: 'mounted' },
    { partuuid: second, state: 'missing', path: null },
  ]);
});

t.test('one that appears while it is waited for', async (t) => {
  const root = copyOf(t, whole);
  const device = join(root, 'dev/nvme1n1p1');
  renameSync(device, join(root, 'away'));
  const input = await setOf(halved);
  const child = spawn(binaryOf('esp-wait'), ['--json', '--sysroot', root, '--timeout', '1000'], { env: {} });
  t.teardown(() => child.kill('SIGKILL'));
  child.stdin.end(input);
  await once(child.stderr, 'data'); // it has looked, and says what it waits for
  renameSync(join(root, 'away'), device);
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  const [status] = await once(child, 'close');
  t.equal(status, 0);
  const came = JSON.parse(out).members[1];
  t.match(came, {
    partuuid: second,
    state: 'mounted',
    path: '/dev/nvme1n1p1',
    disk: '/dev/nvme1n1',
    mountpoint: '/efi1',
  });
  t.equal(came.member_by, JSON.parse(input).members[1].member_by);
});

t.test('a signal ends it at once, and nothing is written', async (t) => {
  const input = await setOf(halved);
  for (const [signal, expected] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    const child = spawn(binaryOf('esp-wait'), ['--sysroot', halved, '--timeout', '1000'], { env: {} });
    t.teardown(() => child.kill('SIGKILL'));
    child.stdin.end(input);
    let out = '';
    child.stdout.on('data', (bytes) => {
      out += bytes;
    });
    await once(child.stderr, 'data');
    child.kill(signal);
    const [status] = await once(child, 'close');
    t.same([status, out], [expected, ''], signal);
  }
});

t.test('bad input', async (t) => {
  const [booted] = JSON.parse(await setOf(whole)).members;
  const set = (...members: readonly object[]) =>
    `${JSON.stringify({ schema: 'twinroot.esp-set/1', members })}\n`;
  const cases: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['no records', 'what is this\n'],
    ['torn', set(booted).slice(0, -20)],
    ['another type', '{"schema":"twinroot.id-map/1","ids":[]}\n'],
    ['without members', set()],
    ['named twice', set(booted, { ...booted, role: 'mirror' })],
    ['no booted one', set({ ...booted, role: 'mirror' })],
  ];
  for (const [name, input] of cases) {
    const { status, out, err } = await espWait(whole, ['--timeout', '0'], input);
    t.same([status, out], [2, ''], name);
    t.not(err, '', name);
  }
  for (const timeout of ['-1', 'soon', '']) {
    const { status } = await espWait(whole, [`--timeout=${timeout}`], set(booted));
    t.equal(status, 2, `--timeout=${timeout}`);
  }
});

t.test('its reader has gone', async (t) => {
  const fifo = join(t.testdir({}), 'fifo');
  const given = { input: await setOf(whole), fifo };
  const { status } = await callWithoutReader(binaryOf('esp-wait'), ['--sysroot', whole], given);
  t.equal(status, 141);
});

testInNamespace('esp-wait/esp-wait', 'esp-wait with real devices');
