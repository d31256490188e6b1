import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { binaryOf, workspace } from '../support/binaries.ts';
import { whyNoFaults } from '../support/fault.ts';

const command = binaryOf('esp-which');
const roots = join(workspace, 'test/roots/');
const efivars = 'sys/firmware/efi/efivars';
const uefi = '8be4df61-93ca-11d2-aa0d-00e098032b8c';
const loader = '4a67b082-0a4c-41cf-b6c7-440b29bb8c4f';
const first = '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6';
const second = '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b';

interface Case {
  readonly args: readonly string[];
  readonly status: number;
  readonly members?: readonly object[];
  readonly stderrNames?: readonly string[];
}

interface Answer {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built binary with an empty environment, from a directory that has nothing to do with it. */
function espWhich(root: string, args: readonly string[]): Promise<Answer> {
  return new Promise((resolve) => {
    const child = execFile(
      command,
      ['--sysroot', root, ...args],
      { env: {}, cwd: tmpdir() },
      (_, stdout, stderr) => resolve({ status: child.exitCode, signal: child.signalCode, stdout, stderr }),
    );
  });
}

/** Starts a run that waits a minute, and gives it when it has looked once, in vain: the files that it looks at are traced. */
async function waitingEspWhich(t: Test, root: string) {
  const log = `${t.testdirName}/trace`;
  const args = ['-f', '-s', '999', '-e', 'trace=%file', '-o', log, '--', command];
  const child = spawn('strace', [...args, '--sysroot', root, '--wait', '60'], { stdio: 'ignore' });
  t.teardown(() => child.kill('SIGKILL'));
  const status = once(child, 'close').then(([code]: (number | null)[]) => code ?? null);
  for (;;) {
    const trace = existsSync(log) ? readFileSync(log, 'utf8') : '';
    const looks = trace.split(`${efivars}/LoaderDevicePartUUID-`).length - 1;
    if (looks > 1) return { status, pid: Number.parseInt(trace, 10) };
    if (child.exitCode !== null) throw new Error(`it did not wait: ${trace}`);
    await sleep(10);
  }
}

const membersOf = (answer: Answer): readonly object[] | undefined =>
  answer.stdout === '' ? undefined : JSON.parse(answer.stdout).members;

t.test('captured machines', async (t) => {
  const names = readdirSync(roots, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  t.ok(names.length >= 15);
  for (const { name } of names) {
    const root = `${roots}${name}`;
    const { cases }: { cases: readonly Case[] } = JSON.parse(readFileSync(`${root}/expected.json`, 'utf8'));
    t.ok(cases.length > 0, name);
    for (const { args, status, members, stderrNames = [] } of cases) {
      const title = `${name}: ${args.join(' ')}`;
      const answer = await espWhich(root, ['--json', ...args]);
      t.equal(answer.status, status, title);
      if (status !== 0) t.equal(answer.stdout, '', `${title}: no records`);
      const found = membersOf(answer);
      t.equal(found?.length, members?.length, `${title}: as many members`);
      if (members) t.match(found, members, title);
      for (const text of stderrNames) t.ok(answer.stderr.includes(text), `${title}: names ${text}`);
    }
  }
});

t.test('the table', async (t) => {
  const answer = await espWhich(`${roots}dm-crypt-btrfs`, ['-q']);
  t.strictSame(
    answer.stdout.split('\n').map((line) => line.split(/ +/)),
    [
      ['#ROLE', 'KIND', 'STATE', 'PARTUUID', 'DEVICE', 'UUID', 'MOUNTPOINT', 'MEMBER-BY'],
      ['booted', 'esp', 'mounted', first, '/dev/nvme0n1p1', '6B7E-A837', '/efi0', '-'],
      [
        'mirror',
        'esp',
        'mounted',
        second,
        '/dev/nvme1n1p1',
        '6B7E-A837',
        '/efi.mirror/second\\040disk',
        'pattern',
      ],
      [''],
    ],
  );
  const shell = await espWhich(`${roots}two-nvme-second`, ['--booted', '--no-header', '-o', 'mountpoint']);
  t.equal(shell.stdout, '/efi1\n');
});

/** A copy of a captured machine, to be spoilt. */
function copy(t: Test, name = 'two-nvme'): string {
  const root = `${t.testdir({})}/root`;
  cpSync(`${roots}${name}`, root, { recursive: true, verbatimSymlinks: true });
  return root;
}

const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const setVariable = (root: string, name: string, guid: string, value: Uint8Array) =>
  writeFileSync(`${root}/${efivars}/${name}-${guid}`, Buffer.concat([Buffer.from([6, 0, 0, 0]), value]));
const noLoader = (root: string) => rmSync(`${root}/${efivars}/LoaderDevicePartUUID-${loader}`);

/** Boot0001 with its hard-drive node one byte shorter, as its own length says. */
function shortenHardDrive(root: string): void {
  const path = `${root}/${efivars}/Boot0001-${uefi}`;
  const bytes = readFileSync(path);
  const node = bytes.indexOf(Buffer.from([4, 1, 42, 0]));
  const shorter = Buffer.concat([bytes.subarray(0, node + 41), bytes.subarray(node + 42)]);
  shorter.writeUInt16LE(41, node + 2);
  shorter.writeUInt16LE(bytes.readUInt16LE(8) - 1, 8);
  writeFileSync(path, shorter);
}

t.test('bad input', async (t) => {
  const cases: [string, (root: string) => void, number, string][] = [
    [
      'efivarfs is not mounted',
      (root) => {
        rmSync(`${root}/${efivars}`, { recursive: true });
        mkdirSync(`${root}/${efivars}`);
      },
      32,
      'efivarfs',
    ],
    ['no sysfs', (root) => rmSync(`${root}/sys`, { recursive: true }), 32, '/sys'],
    [
      'no variable that tells',
      (root) => {
        noLoader(root);
        rmSync(`${root}/${efivars}/BootCurrent-${uefi}`);
      },
      32,
      'BootCurrent',
    ],
    [
      'BootCurrent without its load option',
      (root) => {
        noLoader(root);
        rmSync(`${root}/${efivars}/Boot0001-${uefi}`);
      },
      32,
      'Boot0001',
    ],
    [
      'BootCurrent of 3 bytes',
      (root) => {
        noLoader(root);
        writeFileSync(`${root}/${efivars}/BootCurrent-${uefi}`, '\x06\0\0');
      },
      1,
      'BootCurrent',
    ],
    [
      'a load option of 3 bytes',
      (root) => {
        noLoader(root);
        writeFileSync(`${root}/${efivars}/Boot0001-${uefi}`, '\x07\0\0');
      },
      1,
      'Boot0001',
    ],
    [
      'a hard-drive node of length 41',
      (root) => {
        noLoader(root);
        shortenHardDrive(root);
      },
      1,
      'Boot0001',
    ],
    [
      'an empty load option',
      (root) => {
        noLoader(root);
        setVariable(root, 'Boot0001', uefi, Buffer.alloc(0));
      },
      1,
      'Boot0001',
    ],
    [
      'odd UTF-16 and nothing else',
      (root) => {
        setVariable(root, 'LoaderDevicePartUUID', loader, utf16(first).subarray(1));
        rmSync(`${root}/${efivars}/BootCurrent-${uefi}`);
      },
      1,
      'LoaderDevicePartUUID',
    ],
    [
      'a variable that cannot be read',
      (root) => {
        noLoader(root);
        rmSync(`${root}/${efivars}/BootCurrent-${uefi}`);
        mkdirSync(`${root}/${efivars}/BootCurrent-${uefi}`);
      },
      1,
      'BootCurrent',
    ],
    [
      'an id that no device has',
      (root) => setVariable(root, 'LoaderDevicePartUUID', loader, utf16(first.replace('0e3a', '0e3b'))),
      1,
      'LoaderDevicePartUUID',
    ],
    ['no table of mounts', (root) => rmSync(`${root}/proc`, { recursive: true }), 1, 'mountinfo'],
    [
      'a table of mounts that is none',
      (root) => writeFileSync(`${root}/proc/self/mountinfo`, '25 1 259:2 / /\n'),
      1,
      'line 1',
    ],
  ];
  for (const [title, spoil, status, name] of cases) {
    await t.test(title, async (t) => {
      const root = copy(t);
      spoil(root);
      const answer = await espWhich(root, []);
      t.equal(answer.status, status);
      t.equal(answer.stdout, '');
      t.ok(answer.stderr.includes(name), `names ${name}: ${answer.stderr}`);
      t.equal(answer.stderr.trim().split('\n').length, 1, 'one line');
    });
  }
  const root = await espWhich('/nonexistent', []);
  t.equal(root.status, 2);
});

t.test('a malformed value is shown and passed over', async (t) => {
  const values: [string, Buffer][] = [
    ['odd UTF-16', Buffer.from([0x41, 0, 0x42])],
    ['no GUID', utf16('nvme0n1p1\0')],
    ['zeros', utf16('00000000-0000-0000-0000-000000000000\0')],
    ['empty', Buffer.alloc(0)],
  ];
  for (const [title, value] of values) {
    await t.test(title, async (t) => {
      const root = copy(t);
      setVariable(root, 'LoaderDevicePartUUID', loader, value);
      const answer = await espWhich(root, ['--json', '--booted']);
      t.match(membersOf(answer), [{ partuuid: first, evidence: 'BootCurrent' }]);
      t.ok(answer.stderr.includes('LoaderDevicePartUUID'));
    });
  }
});

t.test('the first variable that answers is believed', async (t) => {
  const root = copy(t);
  setVariable(root, 'StubDevicePartUUID', loader, utf16(`${second.toUpperCase()}\0`));
  const both = await espWhich(root, ['--json', '--booted']);
  t.match(membersOf(both), [{ partuuid: first, evidence: 'LoaderDevicePartUUID' }]);
  t.ok(both.stderr.includes('StubDevicePartUUID'), 'the other one is shown');
  noLoader(root);
  t.match(membersOf(await espWhich(root, ['--json', '--booted'])), [
    { partuuid: second, evidence: 'StubDevicePartUUID' },
  ]);
});

t.test('--wait', async (t) => {
  const skip = whyNoFaults() ?? false;
  const late = `${efivars}.late`;
  t.test('for the variables', { skip }, async (t) => {
    const root = copy(t);
    renameSync(`${root}/${efivars}`, `${root}/${late}`);
    const waiting = await waitingEspWhich(t, root);
    renameSync(`${root}/${late}`, `${root}/${efivars}`);
    t.equal(await waiting.status, 0);
  });
  t.test('for the device', { skip }, async (t) => {
    const root = copy(t);
    renameSync(`${root}/sys/block/nvme0n1`, `${root}/later`);
    const waiting = await waitingEspWhich(t, root);
    renameSync(`${root}/later`, `${root}/sys/block/nvme0n1`);
    t.equal(await waiting.status, 0);
  });
  t.test('until it is over', async (t) => {
    const root = copy(t);
    rmSync(`${root}/sys/block/nvme0n1`);
    const started = performance.now();
    t.equal((await espWhich(root, ['--wait', '0.5'])).status, 1);
    t.ok(performance.now() - started >= 500);
  });
  t.test('until a signal comes', { skip }, async (t) => {
    const root = copy(t);
    rmSync(`${root}/sys/block/nvme0n1`);
    const waiting = await waitingEspWhich(t, root);
    process.kill(waiting.pid, 'SIGTERM');
    t.equal(await waiting.status, 143);
  });
});

t.test('nothing is written below sysroot', async (t) => {
  const root = copy(t);
  const before = readdirSync(root, { recursive: true });
  await espWhich(root, []);
  t.strictSame(readdirSync(root, { recursive: true }), before);
  t.notOk(existsSync(`${root}/run`));
});
