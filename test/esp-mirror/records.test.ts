import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import {
  type BootTree,
  contentOf,
  entry,
  kernel,
  program,
  snapshotOf,
  writeTree,
} from '../fixtures/boot-tree.ts';
import { binaryOf, workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { espMirror, espMirrorBinary, runOf } from '../support/esp-mirror-call.ts';

// esp-which | esp-mirror on a captured machine, whose ESPs are directories with real files; and records that do not fit
// the machine.

const espWhichBinary = binaryOf('esp-which');
const captured = join(workspace, 'test/roots/two-nvme');
const first = '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6';
const second = '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b';
const machineId = '00112233445566778899aabbccddeeff';

const system = (release: string): BootTree => ({
  [`${machineId}/${release}/linux`]: kernel(release),
  [`${machineId}/${release}/initrd`]: `initrd of ${release}`,
  [`loader/entries/${machineId}-${release}.conf`]: entry(
    release,
    `/${machineId}/${release}/linux`,
    `/${machineId}/${release}/initrd`,
  ),
  'EFI/BOOT/BOOTX64.EFI': program(release),
});

/** A copy of the captured machine with files on its ESPs. */
function newMachine(t: { testdir(): string }): string {
  const root = join(t.testdir(), 'root');
  cpSync(captured, root, { recursive: true, verbatimSymlinks: true });
  writeTree(root, { 'etc/machine-id': `${machineId}\n` });
  writeTree(join(root, 'efi0'), system('6.6.2'));
  writeTree(join(root, 'efi1'), system('6.6.1'));
  return root;
}

const setOf = async (root: string, ...options: readonly string[]) =>
  (await call(espWhichBinary, ['--sysroot', root, ...options])).out;

const edit = (root: string, path: string, change: (text: string) => string) =>
  writeFileSync(join(root, path), change(readFileSync(join(root, path), 'utf8')));

t.test('esp-which | esp-mirror', async (t) => {
  for (const options of [[], ['--json']]) {
    await t.test(options.join() || 'as a table', async (t) => {
      const root = newMachine(t);
      const pipeline = `"$1" --sysroot "$3" ${options.join(' ')} | "$2" --sysroot "$3" --json`;
      const sh = () =>
        call('/usr/bin/env', ['-i', '/bin/sh', '-c', pipeline, 'sh', espWhichBinary, espMirrorBinary, root]);
      const run = runOf(await sh());
      t.equal(run.status, 0, run.err);
      t.match(run.outcomes, [{ mirror: second, state: 'mirrored', files_copied: 4, files_deleted: 3 }]);
      t.strictSame(contentOf(join(root, 'efi1')), contentOf(join(root, 'efi0')));
      const before = snapshotOf(join(root, 'efi1'));
      t.match(runOf(await sh()), { status: 0, outcomes: [{ state: 'same' }] });
      t.strictSame(snapshotOf(join(root, 'efi1')), before);
    });
  }
});

t.test('whichever was booted is the source', async (t) => {
  const root = newMachine(t);
  const set = (await setOf(root, '--json')).replace('"booted"', '"-"').replace('"mirror"', '"booted"');
  const run = await espMirror(['--sysroot', root, '--force'], { input: set.replace('"-"', '"mirror"') });
  t.equal(run.status, 0, run.err);
  t.match(run.outcomes, [{ mirror: first, state: 'mirrored' }]);
  t.strictSame(Object.keys(contentOf(join(root, 'efi0'))), Object.keys(contentOf(join(root, 'efi1'))));
  t.ok(`${machineId}/6.6.1/linux` in contentOf(join(root, 'efi0')));
});

t.test('several groups are acted on one after the other', async (t) => {
  const root = newMachine(t);
  const set = await setOf(root);
  const run = await call(espMirrorBinary, ['--sysroot', root, '--json'], { input: `${set}\n${set}` });
  const states = run.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).mirrors[0].state);
  t.strictSame(states, ['mirrored', 'same']);
  t.equal(run.status, 0);
});

t.test('a mirror that is not what its record says fails, and what is there stays as it was', async (t) => {
  const mount = /^31 .*\n?/m;
  const cases: readonly (readonly [name: string, spoil: (root: string) => void, named: string])[] = [
    [
      'nothing is mounted there',
      (root) => edit(root, 'proc/self/mountinfo', (text) => text.replace(mount, '')),
      '/efi1',
    ],
    [
      'another device is mounted there',
      (root) =>
        edit(root, 'proc/self/mountinfo', (text) =>
          text
            .replace('259:4 / /efi1', '259:5 / /efi1')
            .replace(/vfat \/dev\/nvme1n1p1/, 'vfat /dev/nvme1n1p2'),
        ),
      '/dev/nvme1n1p2',
    ],
    [
      'another mount covers it',
      (root) =>
        edit(
          root,
          'proc/self/mountinfo',
          (text) => `${text.trimEnd()}\n40 31 0:50 / /efi1 rw - tmpfs cover rw\n`,
        ),
      '/efi1',
    ],
    [
      'a directory of it is mounted there',
      (root) =>
        edit(root, 'proc/self/mountinfo', (text) => text.replace('259:4 / /efi1', '259:4 /sub /efi1')),
      '/sub',
    ],
    [
      'it is mounted read-only',
      (root) => edit(root, 'proc/self/mountinfo', (text) => text.replace('/ /efi1 rw,', '/ /efi1 ro,')),
      '/efi1',
    ],
    [
      'the file system is read-only',
      (root) =>
        edit(root, 'proc/self/mountinfo', (text) => text.replace('/dev/nvme1n1p1 rw,', '/dev/nvme1n1p1 ro,')),
      '/efi1',
    ],
    [
      'it is mounted as something else than FAT',
      (root) =>
        edit(root, 'proc/self/mountinfo', (text) =>
          text.replace('vfat /dev/nvme1n1p1', 'ext4 /dev/nvme1n1p1'),
        ),
      'ext4',
    ],
    [
      'the device holds no FAT',
      (root) => edit(root, 'dev/nvme1n1p1', (text) => text.replace('TYPE=vfat', 'TYPE=ext4')),
      '/dev/nvme1n1p1',
    ],
    [
      'the device is no ESP',
      (root) =>
        edit(root, 'dev/nvme1n1p1', (text) =>
          text.replace('c12a7328-f81f-11d2-ba4b-00a0c93ec93b', '0fc63daf-8483-4772-8e79-3d69d8477de4'),
        ),
      '/dev/nvme1n1p1',
    ],
    [
      'two devices have the PARTUUID',
      (root) =>
        edit(root, 'dev/nvme1n1p2', (text) => text.replace(/^(ID_PART_ENTRY_UUID)=.*$/m, `$1=${second}`)),
      '/dev/nvme1n1p2',
    ],
    [
      'the mount point is a link',
      (root) => {
        cpSync(join(root, 'efi1'), join(root, 'elsewhere'), { recursive: true, preserveTimestamps: true });
        rmSync(join(root, 'efi1'), { recursive: true });
        symlinkSync('elsewhere', join(root, 'efi1'));
      },
      '/efi1',
    ],
    ['the directory is gone', (root) => rmSync(join(root, 'efi1'), { recursive: true }), '/efi1'],
  ];
  for (const [name, spoil, named] of cases) {
    await t.test(name, async (t) => {
      const root = newMachine(t);
      const input = await setOf(root);
      spoil(root);
      const before = snapshotOf(root);
      const run = await espMirror(['--sysroot', root], { input });
      t.equal(run.status, 1, run.err);
      t.match(run.outcomes, [{ mirror: second, state: 'failed', files_copied: 0, files_deleted: 0 }]);
      t.ok(run.outcomes[0]?.why?.includes(named), run.outcomes[0]?.why ?? '');
      rmSync(join(root, 'run'), { recursive: true, force: true });
      const after = snapshotOf(root);
      for (const path of Object.keys(before).filter((path) => path !== ''))
        t.equal(after[path], before[path], path);
      t.equal(Object.keys(after).length, Object.keys(before).length);
    });
  }
});

t.test('a source that is not what its record says: nothing is done', async (t) => {
  const root = newMachine(t);
  const input = await setOf(root);
  edit(root, 'proc/self/mountinfo', (text) => text.replace(/^30 .*\n/m, ''));
  const before = snapshotOf(join(root, 'efi1'));
  const run = await espMirror(['--sysroot', root], { input });
  t.equal(run.status, 1);
  t.ok(run.err.includes('/efi0'), run.err);
  t.strictSame(snapshotOf(join(root, 'efi1')), before);
});

t.test('a missing mirror is no failure', async (t) => {
  const root = newMachine(t);
  const input = await setOf(root);
  rmSync(join(root, 'sys/block/nvme1n1'));
  const before = snapshotOf(join(root, 'efi1'));
  const run = await espMirror(['--sysroot', root], { input });
  t.equal(run.status, 0, run.err);
  t.match(run.outcomes, [{ mirror: second, state: 'missing' }]);
  t.ok(run.err.includes(second));
  t.strictSame(snapshotOf(join(root, 'efi1')), before);
});

t.test("an unmounted mirror of a captured machine: this machine's device is not taken for it", async (t) => {
  const root = newMachine(t);
  edit(root, 'proc/self/mountinfo', (text) => text.replace(/^31 .*\n?/m, ''));
  const input = (await setOf(root, `PARTUUID=${second}`)).toString();
  t.ok(input.includes('unmounted'), input);
  const run = await espMirror(['--sysroot', root], { input });
  t.equal(run.status, 1, run.err);
  t.match(run.outcomes, [{ mirror: second, state: 'failed' }]);
  const why = run.outcomes[0]?.why ?? '';
  t.ok(why.includes('/dev/nvme1n1p1') && why.includes(root), why);
  t.notOk(why.includes('nsenter'), 'mount(8) is not even tried');
});

t.test('a plan of a captured machine', async (t) => {
  const root = newMachine(t);
  const before = snapshotOf(root);
  const run = await espMirror(['--sysroot', root, '--dry-run'], { input: await setOf(root) });
  t.equal(run.status, 0, run.err);
  t.equal(run.operations.filter(({ operation }) => operation === 'copy').length, 4);
  t.ok(run.operations.every((operation) => operation.mirror === second));
  t.strictSame(snapshotOf(root), before, 'and no lock is made');
});

t.test('ESP goes with ESP, XBOOTLDR with XBOOTLDR', async (t) => {
  const root = join(t.testdir(), 'root');
  cpSync(join(workspace, 'test/roots/esp-xbootldr'), root, {
    recursive: true,
    verbatimSymlinks: true,
  });
  edit(root, 'proc/self/mountinfo', (text) => `${text}33 25 259:6 / /boot@b rw - vfat /dev/nvme1n1p2 rw\n`);
  const { members } = JSON.parse(await setOf(root, '--json'));
  const place = (role: string, kind: string): string => {
    const found = members.find(
      (member: { role: string; kind: string }) => member.role === role && member.kind === kind,
    );
    return join(root, found.mountpoint);
  };
  const { 'EFI/BOOT/BOOTX64.EFI': loader = null, ...entries } = system('6.6.2');
  writeTree(place('booted', 'esp'), { 'EFI/BOOT/BOOTX64.EFI': loader, 'loader/loader.conf': 'timeout 1\n' });
  writeTree(place('booted', 'xbootldr'), entries);
  for (const kind of ['esp', 'xbootldr']) writeTree(place('mirror', kind), {});
  const run = await espMirror(['--sysroot', root], { input: await setOf(root) });
  t.equal(run.status, 0, run.err);
  t.strictSame(
    run.outcomes.map(({ state }) => state),
    ['mirrored', 'mirrored'],
  );
  for (const kind of ['esp', 'xbootldr'])
    t.strictSame(contentOf(place('mirror', kind)), contentOf(place('booted', kind)), kind);
});

t.test('records and globs without an end are refused, and soon', async (t) => {
  const root = newMachine(t);
  const columns = Array.from({ length: 100_000 }, (_, at) => `C${at}`).join(' ');
  const deep = `{"schema":"twinroot.esp-set/1","members":${'['.repeat(6000)}${']'.repeat(6000)}}`;
  const ids = `booted esp mounted ${first} ${'/'.repeat(200_000)}x\nmirror esp mounted ${second} ${'/'.repeat(200_000)}x\n`;
  const place = `booted esp mounted ${first} /efi0\nmirror esp mounted ${second} /${'m'.repeat(60_000)}\n`;
  const cases: readonly (readonly [what: string, input: string, status: number])[] = [
    ['a mount point', `#ROLE KIND STATE PARTUUID MOUNTPOINT\n${place}`, 1],
    ['lists in lists', deep, 2],
    ['columns', `#ROLE KIND STATE PARTUUID ${columns}\n`, 2],
    ['columns twice', `#ROLE KIND STATE PARTUUID ${columns} C7\n`, 2],
    ['slashes', `#ROLE KIND STATE PARTUUID MOUNTPOINT\n${ids}`, 1],
  ];
  for (const [what, input, status] of cases) {
    const run = await espMirror(['--sysroot', root], { input });
    t.equal(run.status, status, `${what}: ${run.err.slice(0, 200)}`);
    t.ok(run.err.length < 10_000 && run.out.length < 10_000, 'what is said has an end');
  }
  const set = await setOf(root);
  const many = `${'a*'.repeat(40)}b`;
  t.equal((await espMirror(['--sysroot', root, '--dry-run', '--exclude', many], { input: set })).status, 0);
  const braces = '{a,b}'.repeat(40);
  t.equal((await espMirror(['--sysroot', root, '--exclude', braces], { input: set })).status, 2);
});
