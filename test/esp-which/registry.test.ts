import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { contentOf, entry, kernel, program, textOf, writeTree } from '../fixtures/boot-tree.ts';
import { registryPlace, registryText, withDigest } from '../fixtures/registry-text.ts';
import { binaryOf, workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { testInNamespace } from '../support/mount-namespace.ts';

// Members of the set by the registry of the source. On real devices: in-namespace/registry.ts.

testInNamespace('esp-which/registry', 'the registry of a source on a device, mounted or not');

const first = '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6';
const second = '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b';
const third = '1f4b9a1d-2d3e-4c6f-9a01-b2c3d4e5f607';
const esps = [`member     esp      ${first}`, `member     esp      ${second}`];
const left = `gone       esp      ${second} ${'77'.repeat(16)}`;

/** A copy of a captured machine, with files below it. */
function machine(t: Test, name: string, files: Readonly<Record<string, string>> = {}): string {
  const root = join(t.testdir({}), 'root');
  cpSync(join(workspace, 'test/roots', name), root, { recursive: true, verbatimSymlinks: true });
  writeTree(root, files);
  return root;
}

/** Takes what has a text out of the fstab and the mounts of a machine. */
function forget(root: string, text: string): void {
  for (const path of ['etc/fstab', 'proc/self/mountinfo']) {
    const lines = textOf(root, path).split('\n');
    writeFileSync(join(root, path), lines.filter((line) => !line.includes(text)).join('\n'));
  }
}

interface Member {
  readonly role: string;
  readonly kind: string;
  readonly state: string;
  readonly partuuid: string;
  readonly member_by: string | null;
}

const brief = ({ kind, state, partuuid, member_by }: Member) => `${kind} ${state} ${partuuid} ${member_by}`;

/** What esp-which says: its mirrors in one line each, its status and its warnings. */
async function espWhich(root: string, ...args: readonly string[]) {
  const { status, out, err } = await call(binaryOf('esp-which'), ['--json', '--sysroot', root, ...args]);
  const members: readonly Member[] = out === '' ? [] : JSON.parse(out).members;
  return { status, err, mirrors: members.filter(({ role }) => role === 'mirror').map(brief) };
}

t.test('a member that only the registry names', async (t) => {
  const root = machine(t, 'two-nvme', { [`efi0/${registryPlace}`]: registryText(first, ...esps) });
  const both = await espWhich(root);
  t.match(both, { status: 0, err: '', mirrors: [`esp mounted ${second} registry`] }, 'whatever else has it');
  forget(root, '/efi1');
  const { err, mirrors } = await espWhich(root);
  t.strictSame([err, mirrors], ['', [`esp unmounted ${second} registry`]]);
  t.match((await espWhich(root, '-v')).err, /nvme1n1p1 .*in the registry/);
  t.match((await espWhich(root, '--require', '2')).status, 0, 'it counts for --require');
  t.strictSame((await espWhich(root, '--pattern', '/nowhere')).mirrors, mirrors);
});

t.test('what esp-mirror has mirrored stays in the set, whichever is the source', async (t) => {
  const root = machine(t, 'two-nvme');
  for (const [esp, release] of [
    ['efi0', '6.6.2'],
    ['efi1', '6.6.1'],
  ] as const)
    writeTree(join(root, esp), {
      linux: kernel(release),
      'loader/entries/a.conf': entry(release, '/linux'),
      'EFI/BOOT/BOOTX64.EFI': program('loader'),
    });
  t.strictSame((await espWhich(root)).mirrors, [`esp mounted ${second} pattern`]);
  const { out } = await call(binaryOf('esp-which'), ['--sysroot', root]);
  const run = await call(binaryOf('esp-mirror'), ['--sysroot', root], { input: out });
  t.equal(run.status, 0, run.err);
  t.strictSame((await espWhich(root)).mirrors, [`esp mounted ${second} registry`]);
  const turned = await espWhich(root, '--source', '/efi1');
  t.strictSame(turned.mirrors, [`esp mounted ${first} registry`]);
});

t.test('one that is missing', async (t) => {
  const members = [
    ...esps,
    `member     esp      ${third}`,
    `member     xbootldr ${third.replace('1f', '2f')}`,
  ];
  const root = machine(t, 'two-nvme', { [`efi0/${registryPlace}`]: registryText(first, ...members) });
  const { status, err, mirrors } = await espWhich(root);
  t.strictSame([status, err], [0, '']);
  t.strictSame(
    mirrors,
    [`esp mounted ${second} registry`, `esp missing ${third} registry`],
    'but no XBOOTLDR partition, since the source has none',
  );
  appendFileSync(join(root, 'etc/fstab'), `PARTUUID=${third} /efi2 vfat nofail\n`);
  t.strictSame((await espWhich(root)).mirrors, mirrors, 'fstab has it as well');
  const here = machine(t, 'esp-xbootldr', { [`efi0/${registryPlace}`]: registryText(first, ...members) });
  const kinds = await espWhich(here);
  t.ok(kinds.mirrors.includes(`xbootldr missing ${third.replace('1f', '2f')} registry`), 'there it has');
});

t.test('one that can be no mirror any more', async (t) => {
  // The root file system of the second disk.
  const odd = '9a8b7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d';
  const text = registryText(first, ...esps, `member     esp      ${odd}`);
  const root = machine(t, 'two-nvme', { [`efi0/${registryPlace}`]: text });
  const { status, err, mirrors } = await espWhich(root);
  t.strictSame([status, mirrors], [0, [`esp mounted ${second} registry`]]);
  t.match(err, `PARTUUID=${odd} in the registry is not a mirror`);
});

t.test('one that left the set is not a mirror, until it is named', async (t) => {
  const text = registryText(first, esps[0] ?? '', left);
  const root = machine(t, 'two-nvme', { [`efi0/${registryPlace}`]: text });
  const found = await espWhich(root);
  t.strictSame([found.status, found.mirrors], [0, []]);
  t.match(found.err, /^esp-which: .*\/efi1 left the set \(generation 1\).*esp-join.*\n$/);
  t.equal((await espWhich(root, '--mirrors')).status, 32);
  const named = await espWhich(root, '/efi1');
  t.strictSame([named.err, named.mirrors], ['', [`esp mounted ${second} operand`]]);
  rmSync(join(root, 'sys/block/nvme1n1'));
  const absent = await espWhich(root);
  t.strictSame(absent.mirrors, []);
  t.match(absent.err, 'left the set');
  const both = await espWhich(root, `PARTUUID=${second}`);
  t.strictSame([both.err, both.mirrors], ['', [`esp missing ${second} operand`]]);
  forget(root, '/efi1');
  t.equal((await espWhich(root)).err, '', 'nothing has it: nothing is said');
});

t.test('a registry that does not count', async (t) => {
  const root = machine(t, 'two-nvme');
  const place = join(root, 'efi0', registryPlace);
  const whole = registryText(first, ...esps, `member     esp      ${third}`);
  const cases: readonly (readonly [what: string, text: string, says: RegExp])[] = [
    ['torn', whole.slice(0, 200), /damaged/],
    ['changed by hand', whole.replace(third, second), /damaged/],
    ['empty', '', /damaged/],
    ['of another format', whole.replace('esp-sync 1', 'esp-sync 2'), /format 2/],
    ['of another set', registryText(third, `member     esp      ${third}`, left), /another set/],
  ];
  for (const [what, text, says] of cases) {
    writeTree(root, { [`efi0/${registryPlace}`]: text });
    const { status, err, mirrors } = await espWhich(root);
    t.strictSame([status, mirrors], [0, [`esp mounted ${second} pattern`]], what);
    t.match(err, says, what);
    t.equal(err.trim().split('\n').length, 1, `${what}: it is said once`);
    t.equal(readFileSync(place, 'utf8'), text, `${what}: it stays`);
    t.equal((await espWhich(root, '--booted')).err, '', `${what}: nothing is read for what was booted alone`);
  }
});

t.test('of a captured machine, what is not mounted is not looked at', async (t) => {
  const root = machine(t, 'two-nvme', { [`efi0/${registryPlace}`]: registryText(first, ...esps) });
  forget(root, '/efi');
  const before = contentOf(root);
  const { status, err, mirrors } = await espWhich(root);
  t.strictSame([status, err, mirrors], [0, '', []]);
  t.strictSame(contentOf(root), before);
});

t.test('the source is an XBOOTLDR partition', async (t) => {
  const own = '3b6c0d51-7a42-4f0e-b1c8-5d2e9f8a7b60';
  const other = 'c94e1f27-0b3d-4a86-9e15-6f7a8b9c0d1e';
  const lines = [...esps, `member     xbootldr ${own}`, `member     xbootldr ${other}`];
  const both = [`esp unmounted ${second} registry`, `xbootldr unmounted ${other} registry`];
  for (const [where, source] of [
    ['efi0', first],
    ['boot', own],
  ] as const) {
    const root = machine(t, 'esp-xbootldr', {
      [`${where}/${registryPlace}`]: registryText(source, ...lines),
    });
    forget(root, '/efi1');
    const { err, mirrors } = await espWhich(root, '--source', '/boot');
    t.strictSame([err, mirrors], ['', both], `the registry is at ${where}`);
    const fromEsp = await espWhich(root, '--source', '/efi0');
    t.strictSame(fromEsp.mirrors, where === 'efi0' ? both : [], 'an ESP has its own');
  }
});

t.test('another system’s medium has mirrors by no registry', async (t) => {
  const root = machine(t, 'live-system', { [`efi0/${registryPlace}`]: registryText(first, ...esps) });
  t.strictSame((await espWhich(root)).mirrors, []);
  const named = await espWhich(root, '--source', '/efi0');
  t.equal(named.status, 0, named.err);
});

t.test('a registry with keys of newer versions counts', async (t) => {
  const text = registryText(first, ...esps).replace(/end sha256.*\n$/, 'colour     blue\n');
  const root = machine(t, 'two-nvme', { [`efi0/${registryPlace}`]: withDigest(text) });
  const { err, mirrors } = await espWhich(root);
  t.strictSame([err, mirrors], ['', [`esp mounted ${second} registry`]]);
});

t.test('--registry', async (t) => {
  const file = `file       ${'a'.repeat(64)} 9 1700000000 EFI/A\\040B.EFI`;
  const text = registryText(first, ...esps, left.replace(second, third), file);
  const root = machine(t, 'two-nvme', { [`efi0/${registryPlace}`]: text });
  const show = (...args: readonly string[]) =>
    call(binaryOf('esp-which'), ['--sysroot', root, '--registry', ...args]);
  const { status, out, err } = await show('--json');
  t.strictSame([status, err], [0, '']);
  const { schema, lines } = JSON.parse(out);
  t.equal(schema, 'twinroot.registry/1');
  t.match(lines, [
    { item: 'set', id: '5f'.repeat(16) },
    { item: 'member', kind: 'esp', partuuid: first, number: null },
    { item: 'member', kind: 'esp', partuuid: second },
    { item: 'gone', kind: 'esp', partuuid: third, id: '77'.repeat(16) },
    { item: 'generation', number: 2, id: 'b1'.repeat(16) },
    { item: 'parent', number: 1 },
    { item: 'source', partuuid: first },
    { item: 'file', path: 'EFI/A B.EFI', size: 9, time: 1_700_000_000, digest: 'a'.repeat(64) },
  ]);
  t.equal(lines.length, 8);
  const table = await show();
  t.match(table.out, /^#ITEM +NUMBER ID +KIND PARTUUID +SIZE TIME +PATH\n/);
  t.equal(table.out.trim().split('\n').length, 9);
  const chosen = await show('--no-header', '-o', 'digest,path');
  t.equal(chosen.out.trim().split('\n').at(-1), `${'a'.repeat(64)} EFI/A\\040B.EFI`);
  t.equal((await show('-o', 'role')).status, 2, 'columns of the set are not its columns');
  for (const odd of ['--booted', '--mirrors', '--require=2', '/efi1'])
    t.match(await show(odd), { status: 2, out: '' }, odd);
});

t.test('--registry where there is none that counts', async (t) => {
  const root = machine(t, 'two-nvme');
  const show = async () => {
    const run = await call(binaryOf('esp-which'), ['--sysroot', root, '--registry']);
    t.equal(run.err === '' ? 0 : run.err.trim().split('\n').length, 1, run.err);
    return run;
  };
  t.match(await show(), { status: 32, out: '', err: '/efi0' });
  const whole = registryText(first, ...esps);
  for (const [text, says] of [
    ['', 'damaged'],
    [whole.replace('esp-sync 1', 'esp-sync 2'), 'format 2'],
  ] as const) {
    writeTree(root, { [`efi0/${registryPlace}`]: text });
    t.match(await show(), { status: 1, out: '', err: says });
  }
  writeTree(root, { [`efi0/${registryPlace}`]: registryText(third, `member     esp      ${third}`) });
  t.match(await show(), { status: 0, out: third, err: 'another set' }, 'that of another set is shown');
  forget(root, '/efi0');
  t.match(await show(), { status: 32, err: 'not mounted' });
  const bios = await call(binaryOf('esp-which'), [
    '--sysroot',
    join(workspace, 'test/roots/bios'),
    '--registry',
  ]);
  t.equal(bios.status, 32);
});
