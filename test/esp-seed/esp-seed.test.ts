import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { contentOf, snapshotOf, writeTree } from '../fixtures/boot-tree.ts';
import { newMachine } from '../fixtures/esp-registry.ts';
import { binaryOf, workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { testInNamespace } from '../support/mount-namespace.ts';

testInNamespace('esp-seed/esp-seed', 'esp-seed with real partitions');

const [first, second] = ['0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6', '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b'];
const seed = 'loader/random-seed';
const one = '0123456789abcdef0123456789ABCDEF';
const other = 'the quick brown fox jumps over !';

/** Runs esp-seed on a machine of two ESPs with these seeds; null: none. */
async function machineWith(test: { testdir(): string }, a: string | null, b: string | null) {
  const machine = await newMachine(test);
  for (const [esp, content] of [
    [machine.a, a],
    [machine.b, b],
  ] as const)
    if (content !== null) writeTree(esp, { [seed]: content });
  const run = (...args: readonly string[]) =>
    call(binaryOf('esp-seed'), ['--json', '--sysroot', machine.root, ...args], { input: machine.input.a });
  const seeds = () =>
    [machine.a, machine.b].map((esp) =>
      existsSync(join(esp, seed)) ? readFileSync(join(esp, seed), 'latin1') : null,
    );
  return { ...machine, run, seeds };
}
const statesOf = (out: string) =>
  JSON.parse(out).seeds.map(({ partuuid, state }: { partuuid: string; state: string }) => [partuuid, state]);

t.test('each member gets what it lacks, and a second run writes nothing', async (t) => {
  for (const [name, a, b, states] of [
    ['none has one', null, null, ['renewed', 'renewed']],
    ['the same on both: the booted one keeps it', one, one, ['own', 'renewed']],
    ['the booted one has none', null, one, ['renewed', 'own']],
    ['one is cut off', one, other.slice(0, 31), ['own', 'renewed']],
    ['each has its own', one, other, ['own', 'own']],
  ] as const)
    await t.test(name, async (t) => {
      const { root, run, seeds, a: esp } = await machineWith(t, a, b);
      const before = snapshotOf(root);
      const plan = await run('--dry-run');
      t.equal(plan.status, 0, plan.err);
      t.same(
        JSON.parse(plan.out).renewals.map(({ partuuid }: { partuuid: string }) => partuuid),
        [first, second].filter((_, at) => states[at] === 'renewed'),
      );
      t.strictSame(snapshotOf(root), before, 'a plan writes nothing');

      const { status, out, err } = await run();
      t.equal(status, 0, err);
      t.same(statesOf(out), [
        [first, states[0]],
        [second, states[1]],
      ]);
      const [x, y] = seeds();
      if (states[0] === 'own') t.equal(x, a);
      if (states[1] === 'own') t.equal(y, b);
      t.not(x, y);
      for (const made of [x, y]) t.equal(made?.length, 32);
      if (states[0] === 'renewed') t.equal(lstatSync(join(esp, seed)).mode & 0o7777, 0o600);

      const after = snapshotOf(root);
      const again = await run();
      t.same(statesOf(again.out), [
        [first, 'own'],
        [second, 'own'],
      ]);
      t.strictSame(snapshotOf(root), after);
    });
});

t.test('all are refreshed', async (t) => {
  const { run, seeds } = await machineWith(t, one, other);
  const { status, out, err } = await run('--refresh');
  t.equal(status, 0, err);
  t.same(statesOf(out), [
    [first, 'renewed'],
    [second, 'renewed'],
  ]);
  const all = [...seeds(), one, other];
  t.equal(new Set(all).size, 4);
});

t.test('nobody is told a byte of them', async (t) => {
  const { run, seeds } = await machineWith(t, one, one);
  const texts: string[] = [];
  for (const args of [['--dry-run'], [], ['--refresh', '--verbose'], ['--verbose']]) {
    const before = seeds();
    const { out, err } = await run(...args);
    for (const bytes of [...before, ...seeds()].map((text) => Buffer.from(text ?? '', 'latin1')))
      for (const form of ['latin1', 'hex', 'base64'] as const)
        texts.push(bytes.toString(form).slice(0, 8), bytes.toString(form).slice(-8));
    for (const text of texts) t.notOk(`${out}${err}`.includes(text));
  }
});

t.test('one that is switched off is left', async (t) => {
  const { a, b, run, seeds } = await machineWith(t, one, one);
  chmodSync(join(b, seed), 0o500);
  const before = snapshotOf(b);
  const { status, out, err } = await run('--refresh');
  t.equal(status, 0, err);
  t.same(statesOf(out), [
    [first, 'renewed'],
    [second, 'switched-off'],
  ]);
  t.match(err, /read-only/);
  t.strictSame(snapshotOf(b), before);
  t.not(seeds()[0], one);
  chmodSync(join(a, seed), 0o500);
  t.same(statesOf((await run()).out), [
    [first, 'switched-off'],
    [second, 'switched-off'],
  ]);
});

t.test('where nothing reads one, none is made', async (t) => {
  const { a, b, run, from } = await machineWith(t, null, null);
  for (const esp of [a, b]) {
    rmSync(join(esp, 'loader/entries'), { recursive: true });
    rmSync(join(esp, 'loader/loader.conf'));
    mkdirSync(join(esp, 'EFI/debian'), { recursive: true });
    writeFileSync(join(esp, 'EFI/debian/grub.cfg'), '');
  }
  t.equal((await from('a', '--force')).status, 0);
  t.ok(existsSync(join(b, 'loader/esp-sync')), 'the registry alone is no sign of a boot loader that does');
  rmSync(join(a, 'loader'), { recursive: true });
  const before = [a, b].map(snapshotOf);
  const { status, out } = await run('--refresh');
  t.equal(status, 0);
  t.same(statesOf(out), [
    [first, 'unused'],
    [second, 'unused'],
  ]);
  t.strictSame([a, b].map(snapshotOf), before);
});

t.test('a member that cannot be read does not keep the other one from its seed', async (t) => {
  const { a, b, run } = await machineWith(t, null, null);
  mkdirSync(join(b, seed));
  const { status, out } = await run();
  t.equal(status, 1);
  t.same(statesOf(out), [
    [first, 'renewed'],
    [second, 'failed'],
  ]);
  t.equal(lstatSync(join(a, seed)).size, 32);
});

t.test('a member that is missing, and one that left', async (t) => {
  const { root, b, input, from } = await machineWith(t, one, null);
  await from('a');
  const set = JSON.parse(input.a);
  const [booted, mirror] = set.members;
  const gone = { state: 'missing', path: null, uuid: null, mountpoint: null, mountpoints: null, disk: null };
  const partuuid = '11111111-1c2d-4b5e-8f90-a1b2c3d4e5f6';
  const missing = JSON.stringify({ ...set, members: [booted, { ...mirror, ...gone, partuuid }] });
  const run = (input: string) =>
    call(binaryOf('esp-seed'), ['--json', '--sysroot', root], { input: `${input}\n` });
  const found = await run(missing);
  t.equal(found.status, 0, found.err);
  t.same(statesOf(found.out), [
    [first, 'own'],
    [partuuid, 'missing'],
  ]);
  const left = await call(binaryOf('esp-leave'), ['--sysroot', root, '/efi1'], { input: input.a });
  t.equal(left.status, 0, left.err);
  const before = snapshotOf(b);
  const old = await run(input.a.trim());
  t.equal(old.status, 1);
  t.same(statesOf(old.out), [
    [first, 'own'],
    [second, 'refused'],
  ]);
  t.strictSame(snapshotOf(b), before);
});

t.test('the set is looked up where none is written to it', async (t) => {
  const { root } = await machineWith(t, null, null);
  const run = (script: string) =>
    call('/bin/sh', ['-c', script, binaryOf('esp-seed'), '--json', '--sysroot', root]);
  const { status, out, err } = await run('"$0" "$@" </dev/null');
  t.equal(status, 0, err);
  t.same(statesOf(out), [
    [first, 'renewed'],
    [second, 'renewed'],
  ]);
  t.equal((await run(': | "$0" "$@"')).status, 2, 'a producer that wrote nothing');
  cpSync(join(workspace, 'test/roots/two-nvme'), join(root, '../bare'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  rmSync(join(root, '../bare/sys/firmware'), { recursive: true });
  const bios = await call('/bin/sh', [
    '-c',
    '"$0" --sysroot "$1" </dev/null',
    binaryOf('esp-seed'),
    join(root, '../bare'),
  ]);
  t.equal(bios.status, 32, bios.err);
});

t.test('the registry and the mirror do not change by a seed', async (t) => {
  const { a, b, run, from } = await machineWith(t, one, null);
  await from('a');
  const registries = () => [a, b].map((esp) => contentOf(esp)['loader/esp-sync']);
  const before = registries();
  t.equal((await run()).status, 0);
  const again = await from('a');
  t.match(again.outcomes, [{ state: 'same' }]);
  t.strictSame(registries(), before);
});
