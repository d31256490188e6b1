import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import t from 'tap';
import { program, writeTree } from '../fixtures/boot-tree.ts';
import { binaryOf, workspace } from '../support/binaries.ts';
import { brief } from '../support/esp-mirror-call.ts';
import { espMirrorTraced, tracedCall, whyNoFaults } from '../support/fault.ts';

const skip = whyNoFaults() ?? false;
const entry = {
  'loader/entries/one.conf': 'title one\nlinux /vmlinuz\n',
  vmlinuz: program('kernel', 100_000),
};
const calls = 'execve,openat';

/** How many processes were started, the traced one included. */
const startedIn = (trace: string) => trace.split('\n').filter((line) => / execve\(.* = 0$/.test(line)).length;

/** How often it was asked who has files open, for which all processes are listed. */
const askedIn = (trace: string) => trace.split('\n').filter((line) => / = \d+<\/proc>$/.test(line)).length;

t.test('directories: nothing due starts no process; what is due is planned once', { skip }, async (t) => {
  const root = t.testdir();
  const [source, mirror] = [join(root, 'source'), join(root, 'mirror')];
  const args = ['--from', source, '--to', mirror];
  writeTree(source, entry);
  writeTree(mirror, {});
  const first = await espMirrorTraced(calls, args);
  t.equal(brief(first), 'mirrored 0');
  t.ok(startedIn(first.trace) > 1, 'locks are taken');
  t.equal(askedIn(first.trace), 1, 'it was left before anybody was asked');
  const second = await espMirrorTraced(calls, args);
  t.equal(brief(second), 'same 0');
  t.equal(startedIn(second.trace), 1);
  writeTree(source, { vmlinuz: program('another kernel', 100_001) });
  const third = await espMirrorTraced(calls, args);
  t.equal(brief(third), 'mirrored 0');
  t.equal(askedIn(third.trace), 1);
});

t.test('a pipe on a machine whose mirror is what it is to be starts no process', { skip }, async (t) => {
  const root = join(t.testdir(), 'machine');
  cpSync(join(workspace, 'test/roots/two-nvme'), root, { recursive: true, verbatimSymlinks: true });
  writeTree(join(root, 'efi0'), { ...entry, 'EFI/BOOT/BOOTX64.EFI': program('loader') });
  mkdirSync(join(root, 'efi1'), { recursive: true });
  const machine = ['--sysroot', root];
  const run = () =>
    tracedCall(binaryOf('twinroot'), calls, ['pipe', 'esp-which', ...machine, ':', 'esp-mirror', ...machine]);
  const first = await run();
  t.equal(first.answer.status, 0, first.answer.err);
  t.match(first.answer.out, /mirrored/);
  // What the source's registry was told a moment ago could be written again without another time.
  await setTimeout(2100);
  const second = await run();
  t.equal(second.answer.status, 0, second.answer.err);
  t.match(second.answer.out, /same/);
  t.equal(startedIn(second.trace), 1);
});
