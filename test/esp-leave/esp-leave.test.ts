import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { contentOf, snapshotOf, textOf, writeTree } from '../fixtures/boot-tree.ts';
import { type Machine, newMachine, place, valuesOf, version } from '../fixtures/esp-registry.ts';
import { binaryOf, workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { brief } from '../support/esp-mirror-call.ts';

const first = '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6';
const second = '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b';
const id = (esp: string) => valuesOf(esp, 'generation')[0]?.split(' ')[1];

/** Runs esp-leave behind esp-which. */
async function leave({ root, input }: Machine, ...args: readonly string[]) {
  return call(binaryOf('esp-leave'), ['--json', '--sysroot', root, ...args], { input: input.a });
}

t.test('a member leaves, and is written no more until it joins again', async (t) => {
  const machine = await newMachine(t);
  const { root, a, b, from } = machine;
  await from('a');
  const before = { id: id(a), b: snapshotOf(b) };
  const { status, out, err } = await leave(machine, `PARTUUID=${second}`);
  t.equal(status, 0, err);
  t.match(JSON.parse(out).members, { length: 1, 0: { role: 'booted', partuuid: first } });
  t.match(err, /fstab still has .* at \/efi1/);
  t.strictSame(valuesOf(a, 'member'), [`esp      ${first}`]);
  t.strictSame(valuesOf(a, 'gone'), [`esp      ${second} ${before.id}`]);
  t.match(valuesOf(a, 'parent')[0], before.id, 'it is a generation more');
  t.strictSame(snapshotOf(b), before.b, 'nothing is written on the one that leaves');

  writeTree(a, version('6.7.0'));
  const old = await from('a');
  t.equal(brief(old), 'refused 1', 'with records from before it left');
  t.match(old.err, /left the set/);
  t.strictSame(snapshotOf(b), before.b);

  const back = await call(binaryOf('esp-join'), ['--json', '--sysroot', root], { input: machine.input.a });
  t.equal(back.status, 0, back.err);
  t.strictSame(valuesOf(a, 'gone'), []);
  t.equal(brief(await from('a')), 'mirrored 0', 'it is older, and nothing more');
  t.strictSame(contentOf(b), contentOf(a));
});

t.test('twice, by another name, and where nothing is different nothing is written', async (t) => {
  const machine = await newMachine(t);
  await machine.from('a');
  await leave(machine, join(machine.root, 'efi1').slice(machine.root.length));
  const before = snapshotOf(machine.a);
  for (const name of [`PARTUUID=${second}`, '/dev/nvme1n1p1', '/efi1']) {
    const again = await leave(machine, name);
    t.equal(again.status, 0, again.err);
    t.match(again.err, /left before/);
    t.strictSame(snapshotOf(machine.a), before, name);
  }
});

t.test('who is named comes back, in a table as in JSON', async (t) => {
  const machine = await newMachine(t);
  const { root, a, from } = machine;
  await from('a');
  const tool = (name: string, input: string, ...args: readonly string[]) =>
    call(binaryOf(name), ['--sysroot', root, ...args], { input });
  for (const form of [[], ['--json']]) {
    await leave(machine, '/efi1');
    t.strictSame(valuesOf(a, 'member'), [`esp      ${first}`]);
    const named = await tool('esp-which', '', ...form, '/efi1');
    const waited = await tool('esp-wait', named.out, ...form, '--timeout', '0');
    t.equal(waited.out.includes('operand'), true, waited.out);
    const mirrored = await tool('esp-mirror', waited.out);
    t.equal(mirrored.status, 0, mirrored.err);
    t.strictSame(valuesOf(a, 'member'), [`esp      ${first}`, `esp      ${second}`]);
  }
});

t.test('a plan writes nothing', async (t) => {
  const machine = await newMachine(t);
  await machine.from('a');
  const before = [machine.a, machine.b].map(snapshotOf);
  const { status, out } = await leave(machine, '--dry-run', '/efi1');
  t.equal(status, 0);
  t.match(JSON.parse(out).changes, [{ operation: 'leave', kind: 'esp', partuuid: second }]);
  t.strictSame([machine.a, machine.b].map(snapshotOf), before);
});

t.test('one that leaves before there is a registry', async (t) => {
  const machine = await newMachine(t);
  const { status, err } = await leave(machine, '/efi1');
  t.equal(status, 0, err);
  t.strictSame(valuesOf(machine.a, 'member'), [`esp      ${first}`]);
  t.match(valuesOf(machine.a, 'gone')[0], second);
  t.notOk(existsSync(join(machine.b, place)));
});

t.test('what was installed on the one that left is not overwritten when it comes back', async (t) => {
  const machine = await newMachine(t);
  const { root, a, b, from } = machine;
  await from('a');
  await leave(machine, '/efi1');
  writeTree(a, version('6.7.0'));
  writeTree(b, version('6.8.0'));
  await call(binaryOf('esp-join'), ['--sysroot', root, '/efi1'], { input: machine.input.a });
  const run = await from('a');
  t.equal(brief(run), 'refused 1');
  t.match(run.err, '6.8.0');
});

t.test('one whose disk is gone, by the machine as it is and no records', async (t) => {
  const root = join(t.testdir(), 'root');
  cpSync(join(workspace, 'test/roots/missing-mirror'), root, { recursive: true, verbatimSymlinks: true });
  writeTree(join(root, 'efi0'), version('6.6.1'));
  const run = (...args: readonly string[]) =>
    call('/bin/sh', ['-c', '"$0" "$@" </dev/null', binaryOf('esp-leave'), '--sysroot', root, ...args]);
  const which = (...args: readonly string[]) => call(binaryOf('esp-which'), ['--sysroot', root, ...args]);
  t.match(await which('--require', 'fstab'), { status: 1, err: /1 of the 2 members/ });
  const dead = await run('--json', `PARTUUID=${second}`);
  t.equal(dead.status, 0, dead.err);
  t.match(JSON.parse(dead.out).members, { length: 1, 0: { role: 'booted' } });
  t.match(valuesOf(join(root, 'efi0'), 'gone')[0], second);
  const after = await which('--require', 'fstab');
  t.equal(after.status, 0, `its line in fstab is one of nobody: ${after.err}`);
  t.match(await which('--require', '2'), { status: 1 });
  t.match(await run('/dev/nvme1n1p1'), { status: 1, err: /no such block device; .*PARTUUID=/ });
});

t.test('who cannot leave, and what is wrong', async (t) => {
  const machine = await newMachine(t);
  await machine.from('a');
  const before = [machine.a, machine.b].map(snapshotOf);
  const cases: [args: string[], status: number, err: RegExp][] = [
    [[`PARTUUID=${first}`], 1, /is what was booted/],
    [['/efi1', '/efi0'], 1, /\/efi0 is what was booted/],
    [['PARTUUID=11111111-1c2d-4b5e-8f90-a1b2c3d4e5f6'], 1, /is not a member/],
    [['/dev/nvme1n1p2'], 1, /is not a member/],
    [['/nowhere'], 1, /nothing is mounted there/],
    [['efi1'], 2, /neither PARTUUID=… nor an absolute path/],
    [[`UUID=${first}`], 2, /by PARTUUID=/],
    [[], 2, /MEMBER/],
  ];
  for (const [args, status, err] of cases)
    t.match(await leave(machine, ...args), { status, err }, args.join(' '));
  const { root, input } = machine;
  const wrongInput = (text: string) =>
    call(binaryOf('esp-leave'), ['--sysroot', root, '/efi1'], { input: text });
  t.match(await wrongInput(''), { status: 2, err: /no records/ });
  t.match(await wrongInput('nonsense\n'), { status: 2 });
  t.match(await wrongInput(`${input.a}${input.a}`), { status: 2, err: /more than one/ });
  t.strictSame([machine.a, machine.b].map(snapshotOf), before);
});

t.test('a registry that does not count', async (t) => {
  const machine = await newMachine(t);
  const { a, b, from } = machine;
  await from('a');
  const whole = textOf(a, place);
  writeTree(a, { [place]: whole.replace('# esp-sync 1', '# esp-sync 2') });
  t.match(await leave(machine, '/efi1'), { status: 1, err: /format 2/ });
  t.match(textOf(a, place), /^# esp-sync 2/, 'it is not written over');
  writeTree(a, { [place]: whole.slice(0, 100) });
  t.match(await leave(machine, '/efi1'), { status: 1, err: /esp-which \| esp-mirror/ }, 'the mirror has one');
  rmSync(join(b, place));
  const made = await leave(machine, '/efi1');
  t.match(made, { status: 0, err: /damaged/ });
  t.match(valuesOf(a, 'gone')[0], second);
});
