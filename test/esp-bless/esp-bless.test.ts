import { appendFileSync, cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { contentOf, image, pathsBelow, snapshotOf, textOf, writeTree } from '../fixtures/boot-tree.ts';
import { count, setBootCountPath } from '../fixtures/counted-boot.ts';
import { newMachine, place } from '../fixtures/esp-registry.ts';
import { binaryOf, workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { brief } from '../support/esp-mirror-call.ts';
import { testInNamespace } from '../support/mount-namespace.ts';

testInNamespace('esp-bless/esp-bless', 'esp-bless with real partitions');

const second = '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b';
const entry = 'loader/entries/6.6.1.conf';
const booted = 'loader/entries/6.6.1+2-1.conf';

/** A machine whose second ESP is a mirror of the first, and has the entry with all its tries; the first was booted with one less. */
async function countedMachine(test: { testdir(): string }) {
  const machine = await newMachine(test);
  const { root, a, b, from, input } = machine;
  for (const esp of [a, b]) count(esp, entry, '', '+3');
  const first = await from('a');
  if (first.status !== 0) throw new Error(first.err);
  count(a, entry, '+3', '+2-1');
  setBootCountPath(root, booted);
  const run = (...args: readonly string[]) =>
    call(binaryOf('esp-bless'), ['--json', '--sysroot', root, ...args], { input: input.a });
  const names = (esp: string) =>
    pathsBelow(esp).filter((path) => /^(loader\/entries|EFI\/Linux)\//.test(path));
  return { ...machine, run, names };
}
const mirrorsOf = (out: string) =>
  JSON.parse(out).mirrors.map(({ partuuid, state, entry }: Record<string, string>) => [
    partuuid,
    state,
    entry,
  ]);

t.test('what was found good loses its counter on the mirror, and esp-mirror has nothing to do', async (t) => {
  const { root, a, b, from, run, names } = await countedMachine(t);
  t.strictSame(names(b), ['loader/entries/6.6.1+3.conf']);
  t.equal(brief(await from('a')), 'same 0', 'counters are each its own');
  const [text, registry] = [
    textOf(b, 'loader/entries/6.6.1+3.conf'),
    [a, b].map((esp) => textOf(esp, place)),
  ];
  const early = await run();
  t.equal(early.status, 32, early.err);
  t.match(early.err, /has not been found good/);
  t.strictSame(names(b), ['loader/entries/6.6.1+3.conf']);

  count(a, entry, '+2-1', '');
  const before = snapshotOf(root);
  const plan = await run('--dry-run');
  t.equal(plan.status, 0, plan.err);
  t.same(JSON.parse(plan.out).operations, [
    { partuuid: second, operation: 'write', path: entry, bytes: text.length },
    { partuuid: second, operation: 'delete', path: 'loader/entries/6.6.1+3.conf', bytes: text.length },
  ]);
  t.strictSame(snapshotOf(root), before, 'a plan writes nothing');

  const { status, out, err } = await run();
  t.equal(status, 0, err);
  t.same(mirrorsOf(out), [[second, 'blessed', entry]]);
  t.strictSame(names(b), [entry]);
  t.equal(textOf(b, entry), text);
  t.strictSame(contentOf(b), contentOf(a));
  t.equal(brief(await from('a')), 'same 0');
  t.strictSame(
    [a, b].map((esp) => textOf(esp, place)),
    registry,
    'the registries did not change',
  );
  t.equal(brief(await from('b')), 'same 0', 'as after a boot from the other one');

  const after = snapshotOf(b);
  t.same(mirrorsOf((await run()).out), [[second, 'same', entry]]);
  t.strictSame(snapshotOf(b), after, 'a second run writes nothing');
});

t.test('bad does not travel, and is no judgement on another disk', async (t) => {
  const { root, a, b, from, run, names } = await countedMachine(t);
  count(a, entry, '+2-1', '+0-3');
  setBootCountPath(root, 'loader/entries/6.6.1+0-3.conf');
  const bad = await run();
  t.equal(bad.status, 32, bad.err);
  t.match(bad.err, /is bad/);
  t.strictSame(names(b), ['loader/entries/6.6.1+3.conf']);
  t.equal(brief(await from('a')), 'same 0');
  t.strictSame(names(b), ['loader/entries/6.6.1+3.conf'], 'esp-mirror does not carry it, either');
  // It failed there, too, and then booted well from here: esp-mirror would do the same.
  count(a, entry, '+0-3', '');
  count(b, entry, '+3', '+0-3');
  setBootCountPath(root, booted);
  t.same(mirrorsOf((await run()).out), [[second, 'blessed', entry]]);
  t.strictSame(names(b), [entry]);
});

t.test('an image', async (t) => {
  const { root, a, b, from, run, names } = await countedMachine(t);
  const uki = image({ '.linux': 'L'.repeat(200_000), '.osrel': 'ID=arch\n', '.cmdline': 'quiet' });
  writeTree(a, { 'EFI/Linux/arch+3.efi': uki, 'EFI/Linux/arch.efi.extra.d/x.cred': 'x' });
  t.equal(brief(await from('a')), 'mirrored 0');
  count(a, 'EFI/Linux/arch.efi', '+3', '');
  setBootCountPath(root, 'EFI/Linux/arch+2-1.efi');
  const registry = textOf(b, place);
  const { status, out, err } = await run();
  t.equal(status, 0, err);
  t.same(mirrorsOf(out), [[second, 'blessed', 'EFI/Linux/arch.efi']]);
  t.strictSame(
    names(b).filter((path) => path.endsWith('.efi')),
    ['EFI/Linux/arch.efi'],
  );
  t.equal(contentOf(b)['EFI/Linux/arch.efi'], contentOf(a)['EFI/Linux/arch.efi']);
  t.match(names(b), ['EFI/Linux/arch.efi', 'EFI/Linux/arch.efi.extra.d'], 'the text keeps its own count');
  count(a, entry, '+2-1', '+3');
  t.equal(brief(await from('a')), 'same 0');
  t.equal(textOf(b, place), registry);
});

t.test('where anything is different, nothing is done', async (t) => {
  const cases: [name: string, change: (esp: { a: string; b: string }) => void, state: string][] = [
    ['the text', ({ b }) => appendFileSync(join(b, 'loader/entries/6.6.1+3.conf'), 'options b\n'), 'differs'],
    ['the kernel', ({ b }) => writeTree(b, { '6.6.1/linux': 'MZ other' }), 'differs'],
    ['the initrd', ({ b }) => rmSync(join(b, '6.6.1/initrd')), 'differs'],
    [
      'the initrd, in its bytes alone',
      ({ b }) => writeTree(b, { '6.6.1/initrd': 'i'.repeat(200_000) }, 1),
      'differs',
    ],
    ['it is not there', ({ b }) => rmSync(join(b, 'loader/entries'), { recursive: true }), 'absent'],
    ['it has no counter', ({ b }) => count(b, entry, '+3', ''), 'same'],
    ['a clean one that is another', ({ b }) => writeTree(b, { [entry]: 'title other\n' }), 'differs'],
  ];
  for (const [name, change, state] of cases)
    await t.test(name, async (t) => {
      const { a, b, run } = await countedMachine(t);
      count(a, entry, '+2-1', '');
      change({ a, b });
      const before = snapshotOf(b);
      const { status, out, err } = await run();
      t.equal(status, 0, err);
      t.same(mirrorsOf(out), [[second, state, entry]]);
      t.strictSame(snapshotOf(b), before);
    });
});

t.test('what a cut run left is finished', async (t) => {
  const cases: [name: string, more: Record<string, string>][] = [
    ['both names', { [entry]: 'the same' }],
    ['a name without content', { [entry]: '' }],
    ['half a file', { 'loader/entries/TWIN0000.TMP': 'ti' }],
  ];
  for (const [name, more] of cases)
    await t.test(name, async (t) => {
      const { a, b, from, run, names } = await countedMachine(t);
      count(a, entry, '+2-1', '');
      const text = textOf(a, entry);
      for (const [path, content] of Object.entries(more))
        writeTree(b, { [path]: content === 'the same' ? text : content });
      const { status, out, err } = await run();
      t.equal(status, 0, err);
      t.same(mirrorsOf(out), [[second, 'blessed', entry]]);
      t.strictSame(names(b), [entry]);
      t.equal(textOf(b, entry), text);
      t.equal(brief(await from('a')), 'same 0');
    });
});

t.test("what a cut leaves is nobody's work to esp-mirror, which finishes it as well", async (t) => {
  for (const [name, content] of [
    ['both names', null],
    ['a name without content', ''],
  ] as const)
    await t.test(name, async (t) => {
      const { a, b, from, names } = await countedMachine(t);
      count(a, entry, '+2-1', '');
      writeTree(b, { [entry]: content ?? textOf(a, entry) });
      t.equal(brief(await from('a')), 'mirrored 0');
      t.strictSame(names(b), [entry]);
      t.strictSame(contentOf(b), contentOf(a));
    });
});

t.test('a boot that was not counted, and a variable that makes no sense', async (t) => {
  const { root, a, b, run } = await countedMachine(t);
  count(a, entry, '+2-1', '');
  const before = snapshotOf(b);
  setBootCountPath(root, null);
  const none = await run();
  t.equal(none.status, 0, none.err);
  t.same(JSON.parse(none.out).mirrors, []);
  for (const path of [
    '',
    'loader/entries/6.6.1.conf',
    '../etc/x+1.conf',
    'EFI/systemd/systemd-bootx64+1.efi',
  ]) {
    setBootCountPath(root, path);
    t.equal((await run()).status, 1, path);
  }
  setBootCountPath(root, 'loader/entries/other+2-1.conf');
  t.equal((await run()).status, 32, 'it was deleted since');
  t.strictSame(snapshotOf(b), before);
});

t.test('installed again since: nobody can tell which one was booted', async (t) => {
  const { a, b, run, names } = await countedMachine(t);
  count(a, entry, '+2-1', '');
  cpSync(join(a, entry), join(a, 'loader/entries/6.6.1+3.conf'), { preserveTimestamps: true });
  t.match(await run(), { status: 32, err: /nobody can tell/ });
  t.strictSame(names(b), ['loader/entries/6.6.1+3.conf']);
});

t.test('one mirror fails, is missing or left, and the others are blessed', async (t) => {
  const { root, a, b, input, names } = await countedMachine(t);
  count(a, entry, '+2-1', '');
  const set = JSON.parse(input.a);
  const [source, mirror] = set.members;
  const gone = { state: 'missing', path: null, uuid: null, mountpoint: null, mountpoints: null, disk: null };
  const partuuid = '11111111-1c2d-4b5e-8f90-a1b2c3d4e5f6';
  const run = (members: readonly object[]) =>
    call(binaryOf('esp-bless'), ['--json', '--sysroot', root], {
      input: `${JSON.stringify({ ...set, members })}\n`,
    });
  mkdirSync(join(b, entry));
  const blocked = await run([source, { ...mirror, ...gone, partuuid }, mirror]);
  t.equal(blocked.status, 1, blocked.err);
  t.same(mirrorsOf(blocked.out), [
    [partuuid, 'missing', null],
    [second, 'failed', null],
  ]);
  rmSync(join(b, entry), { recursive: true });
  t.match(names(b), ['loader/entries/6.6.1+3.conf']);
  const found = await run([source, { ...mirror, ...gone, partuuid }, mirror]);
  t.equal(found.status, 0, found.err);
  t.same(mirrorsOf(found.out), [
    [partuuid, 'missing', null],
    [second, 'blessed', entry],
  ]);
  count(b, entry, '', '+3');
  const left = await call(binaryOf('esp-leave'), ['--sysroot', root, '/efi1'], { input: input.a });
  t.equal(left.status, 0, left.err);
  const old = await run([source, mirror]);
  t.equal(old.status, 1);
  t.same(mirrorsOf(old.out), [[second, 'refused', null]]);
  t.match(names(b), ['loader/entries/6.6.1+3.conf']);
});

t.test('an entry on an XBOOTLDR partition', async (t) => {
  const root = join(t.testdir({}), 'root');
  cpSync(join(workspace, 'test/roots/esp-xbootldr'), root, { recursive: true, verbatimSymlinks: true });
  const line = '33 25 259:6 / /boot2 rw,relatime - vfat /dev/nvme1n1p2 rw,errors=remount-ro\n';
  appendFileSync(join(root, 'proc/self/mountinfo'), line);
  const { members } = JSON.parse((await call(binaryOf('esp-which'), ['--json', '--sysroot', root])).out);
  const at = (role: string, kind: string): string =>
    join(
      root,
      members.find((one: { role: string; kind: string }) => one.role === role && one.kind === kind)
        .mountpoint,
    );
  for (const member of members) writeTree(join(root, member.mountpoint), { 'a/linux': 'MZ' });
  const text = 'title a\nlinux /a/linux\n';
  writeTree(at('booted', 'xbootldr'), { 'loader/entries/a.conf': text });
  writeTree(at('mirror', 'xbootldr'), { 'loader/entries/a+3.conf': text });
  writeTree(at('mirror', 'esp'), { 'loader/entries/a+3.conf': text });
  setBootCountPath(root, 'loader/entries/a+2-1.conf');
  const { status, out, err } = await call('/bin/sh', [
    '-c',
    '"$0" --json --sysroot "$1" </dev/null',
    binaryOf('esp-bless'),
    root,
  ]);
  t.equal(status, 0, err);
  t.match(JSON.parse(out).mirrors, [{ state: 'blessed', entry: 'loader/entries/a.conf' }]);
  t.match(
    pathsBelow(at('mirror', 'xbootldr')).filter((path) => path.endsWith('.conf')),
    ['loader/entries/a.conf'],
  );
  t.match(
    pathsBelow(at('mirror', 'esp')).filter((path) => path.endsWith('.conf')),
    ['loader/entries/a+3.conf'],
  );
});
