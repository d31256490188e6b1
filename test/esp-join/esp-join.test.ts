import { appendFileSync, cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { contentOf, snapshotOf, textOf, writeTree } from '../fixtures/boot-tree.ts';
import { newMachine, place, valuesOf, version } from '../fixtures/esp-registry.ts';
import { binaryOf, workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { brief, espMirror } from '../support/esp-mirror-call.ts';
import { testInNamespace } from '../support/mount-namespace.ts';

const first = '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6';
const second = '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b';
const dead = '11111111-1c2d-4b5e-8f90-a1b2c3d4e5f6';

/** The set of a machine whose second ESP was just made, and that still has a dead member. */
const made = (input: string) => {
  const { schema, members } = JSON.parse(input);
  const [booted, mirror] = members;
  const gone = {
    ...mirror,
    partuuid: dead,
    state: 'missing',
    path: null,
    mountpoint: null,
    mountpoints: null,
  };
  return `${JSON.stringify({ schema, members: [booted, { ...gone, disk: null, uuid: null }, { ...mirror, member_by: 'operand' }] })}\n`;
};

const espJoin = (root: string, input: string, ...args: readonly string[]) =>
  call(binaryOf('esp-join'), ['--json', '--sysroot', root, ...args], { input });

t.test('a new one in the place of a dead one, twice in a row', async (t) => {
  const { root, a, b, input } = await newMachine(t);
  const set = made(input.a);
  const plan = await espJoin(root, set, '--dry-run', '--replace', `PARTUUID=${dead}`);
  t.match(JSON.parse(plan.out).changes, [
    { operation: 'join', kind: 'esp', partuuid: second, path: '/dev/nvme1n1p1' },
    { operation: 'leave', kind: 'esp', partuuid: dead, path: null },
  ]);
  t.notOk(existsSync(join(a, place)));

  const { status, out, err } = await espJoin(root, set, '--replace', `PARTUUID=${dead}`);
  t.equal(status, 0, err);
  t.match(JSON.parse(out).members, [
    { role: 'booted', partuuid: first },
    { role: 'mirror', partuuid: second, member_by: 'registry' },
  ]);
  t.equal(JSON.parse(out).members.length, 2);
  t.strictSame(valuesOf(a, 'member'), [`esp      ${first}`, `esp      ${second}`]);
  t.match(valuesOf(a, 'gone')[0], dead);

  const before = snapshotOf(a);
  const again = await espJoin(root, set, '--replace', `PARTUUID=${dead}`);
  t.equal(again.status, 0, again.err);
  t.match(again.err, /joined before/);
  t.strictSame(snapshotOf(a), before, 'nothing is written');
  t.equal(again.out, out);

  const mirrored = await espMirror(['--sysroot', root], { input: out });
  t.equal(mirrored.status, 0, mirrored.err);
  t.equal(textOf(b, place), textOf(a, place));
  const next = await espJoin(root, out);
  t.match(next, { status: 0, err: /joined before/ }, 'a set of members alone');
});

t.test('a member is named on the command line, and no records come', async (t) => {
  const { root, a } = await newMachine(t);
  const run = (...args: readonly string[]) =>
    call('/bin/sh', ['-c', '"$0" "$@" </dev/null', binaryOf('esp-join'), '--sysroot', root, ...args]);
  const joined = await run('--json', '/dev/nvme1n1p1');
  t.equal(joined.status, 0, joined.err);
  t.equal(valuesOf(a, 'member').length, 2);
  t.match(await run(), { status: 2, err: /name a MEMBER/ });
  await call(binaryOf('esp-leave'), ['--sysroot', root, '/efi1'], { input: joined.out });
  const back = await run('/efi1');
  t.equal(back.status, 0, back.err);
  t.notMatch(back.err, /left the set/);
  t.equal(valuesOf(a, 'member').length, 2);
});

t.test('a partition of another set is taken over when somebody says so', async (t) => {
  const other = await newMachine(t);
  await other.from('b');
  const ours = await newMachine({ testdir: () => join(other.root, 'ours') });
  await ours.from('a');
  cpSync(join(other.b, place), join(ours.b, place));
  writeTree(ours.a, version('6.7.0'));
  t.match(await espMirror(['--sysroot', ours.root], { input: ours.input.a }), {
    status: 1,
    err: /another set.*esp-join --take-over/,
  });
  // It is a member by name: what is on it decides.
  const left = await call(binaryOf('esp-leave'), ['--sysroot', ours.root, '/efi1'], { input: ours.input.a });
  t.equal(left.status, 0, left.err);
  const before = [ours.a, ours.b].map(snapshotOf);
  t.match(await espJoin(ours.root, ours.input.a, '/efi1'), { status: 1, err: /another set .*--take-over/ });
  t.strictSame([ours.a, ours.b].map(snapshotOf), before);
  const plan = await espJoin(ours.root, ours.input.a, '--dry-run', '--take-over', '/efi1');
  t.match(JSON.parse(plan.out).changes, [{ operation: 'take-over' }, { operation: 'join' }]);
  t.strictSame([ours.a, ours.b].map(snapshotOf), before);
  const taken = await espJoin(ours.root, ours.input.a, '--take-over', '/efi1');
  t.equal(taken.status, 0, taken.err);
  t.notOk(existsSync(join(ours.b, place)));
  t.equal(brief(await espMirror(['--sysroot', ours.root], { input: taken.out })), 'mirrored 0');
  t.strictSame(contentOf(ours.b), contentOf(ours.a));
});

t.test('who cannot join, and what is wrong', async (t) => {
  const { root, a, b, input, from } = await newMachine(t);
  await from('a');
  const before = [a, b].map(snapshotOf);
  const cases: [args: string[], status: number, err: RegExp][] = [
    [['/efi0'], 1, /\/efi0 is what was booted/],
    [['/dev/nvme1n1p2'], 1, /not an ESP or XBOOTLDR partition/],
    [[`PARTUUID=${dead}`], 1, /is missing/],
    [['/nowhere'], 1, /nothing is mounted there/],
    [['efi1'], 2, /absolute path/],
    [['/efi1', '--replace', `PARTUUID=${dead}`], 1, /is not a member/],
    [['/efi1', '--replace', '/efi0'], 1, /is what was booted/],
    [['/efi1', '--replace', '/efi1'], 1, /cannot take its own place/],
    [['--replace', '/efi1'], 1, /esp-leave/],
    [['--replace', 'efi1'], 2, /absolute path/],
  ];
  for (const [args, status, err] of cases)
    t.match(await espJoin(root, input.a, ...args), { status, err }, args.join(' '));
  t.match(await espJoin(root, '', '/efi1'), { status: 2, err: /no records/ });
  t.strictSame([a, b].map(snapshotOf), before);
});

t.test('a new one that is missing, and no other is named', async (t) => {
  const { root, a, input } = await newMachine(t);
  const { schema, members } = JSON.parse(input.a);
  const lost = '22222222-1c2d-4b5e-8f90-a1b2c3d4e5f6';
  const gone = { ...members[1], partuuid: lost, state: 'missing', path: null, disk: null, uuid: null };
  const missing = { ...gone, mountpoint: null, mountpoints: null };
  const alone = `${JSON.stringify({ schema, members: [members[0], missing] })}\n`;
  const beside = `${JSON.stringify({ schema, members: [...members, missing] })}\n`;
  const before = snapshotOf(a);
  for (const set of [alone, beside])
    for (const args of [[], ['--dry-run'], ...(set === beside ? [['--replace', `PARTUUID=${second}`]] : [])])
      t.match(
        await espJoin(root, set, ...args),
        { status: 1, out: '', err: /2222.* is missing/ },
        args.join(' '),
      );
  t.strictSame(snapshotOf(a), before);
  const named = await espJoin(root, beside, '/efi1');
  t.equal(named.status, 0, named.err);
  const replaced = await espJoin(root, beside, '--replace', `PARTUUID=${lost}`, '/efi1');
  t.equal(replaced.status, 0, replaced.err);
});

t.test('what is in the place of a registry is said, whoever comes first', async (t) => {
  const { root, a, b, input, from } = await newMachine(t);
  await from('a');
  rmSync(join(a, place));
  mkdirSync(join(a, place));
  const left = (...args: readonly string[]) =>
    call(binaryOf('esp-leave'), ['--sysroot', root, ...args], { input: input.a });
  const fault = { status: 1, out: '', err: /efi0.*a directory: remove it/ };
  const make = [
    () => rmSync(join(a, place), { recursive: true }),
    () => symlinkSync('../6.6.1/linux', join(a, place)),
  ];
  for (const how of [fault, { ...fault, err: /efi0.*a symlink: remove it/ }]) {
    t.match(await espJoin(root, input.a, '/efi1'), how);
    t.match(await espJoin(root, input.a, '--dry-run', '/efi1'), how);
    t.match(await left('/efi1'), how);
    t.match(await left('--dry-run', '/efi1'), how);
    const mirrored = await espMirror(['--sysroot', root], { input: input.a });
    t.match(mirrored, { status: 1, err: how.err });
    for (const step of make) step();
  }
  rmSync(join(a, place));
  rmSync(join(b, place));
  mkdirSync(join(b, place));
  t.match(await espJoin(root, input.a, '/efi1'), { status: 1, err: /nvme1n1p1.*a directory: remove it/ });
});

t.test('with an XBOOTLDR partition comes the ESP on its disk', async (t) => {
  const machine = join(t.testdir({}), 'root');
  cpSync(join(workspace, 'test/roots/esp-xbootldr'), machine, { recursive: true, verbatimSymlinks: true });
  const mounted = '33 25 259:6 / /boot2 rw,relatime - vfat /dev/nvme1n1p2 rw,errors=remount-ro\n';
  appendFileSync(join(machine, 'proc/self/mountinfo'), mounted);
  for (const one of ['efi0', 'efi1', 'boot', 'boot2']) writeTree(join(machine, one), { linux: 'MZ' });
  const which = async () => (await call(binaryOf('esp-which'), ['--json', '--sysroot', machine])).out;
  await espJoin(machine, await which());
  const left = await call(binaryOf('esp-leave'), ['--sysroot', machine, '/efi1'], { input: await which() });
  t.equal(left.status, 0, left.err);
  for (const esp of ['efi0', 'boot']) t.equal(valuesOf(join(machine, esp), 'gone').length, 2);
  const back = await espJoin(machine, await which(), '/boot2');
  t.equal(back.status, 0, back.err);
  t.equal(JSON.parse(back.out).members.length, 4);
  for (const esp of ['efi0', 'boot']) t.strictSame(valuesOf(join(machine, esp), 'gone'), []);
});

t.test('both kinds are of one set, whichever of them has a registry', async (t) => {
  const machine = join(t.testdir({}), 'root');
  for (const without of ['efi0', 'boot']) {
    rmSync(machine, { recursive: true, force: true });
    cpSync(join(workspace, 'test/roots/esp-xbootldr'), machine, { recursive: true, verbatimSymlinks: true });
    const mounted = '33 25 259:6 / /boot2 rw,relatime - vfat /dev/nvme1n1p2 rw,errors=remount-ro\n';
    appendFileSync(join(machine, 'proc/self/mountinfo'), mounted);
    for (const one of ['efi0', 'efi1', 'boot', 'boot2']) writeTree(join(machine, one), { linux: 'MZ' });
    const { out } = await call(binaryOf('esp-which'), ['--json', '--sysroot', machine]);
    const first = await espJoin(machine, out);
    t.equal(first.status, 0, first.err);
    rmSync(join(machine, without, place));
    const left = await call(binaryOf('esp-leave'), ['--sysroot', machine, '/efi1'], { input: out });
    t.equal(left.status, 0, left.err);
    t.equal(valuesOf(join(machine, 'boot'), 'set')[0], valuesOf(join(machine, 'efi0'), 'set')[0], without);
    const back = await espJoin(machine, out);
    t.equal(back.status, 0, back.err);
  }
});

testInNamespace('esp-join/esp-join', 'esp-join with real devices');
