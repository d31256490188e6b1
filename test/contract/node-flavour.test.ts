import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { kernel, program, writeTree } from '../fixtures/boot-tree.ts';
import { binaries, workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { allNames, commands } from './commands.ts';

// One call after the other for all commands: as long as there are many of them.
t.setTimeout(900_000);

const directory = join(workspace, 'dist/node');
const script = join(directory, 'lib/twinroot/twinroot.cjs');
const own = (name: string) => join(directory, 'bin', name);

/** Why the commands cannot be run here; by which node they are, their first line says. */
function missingNode(): string | false {
  if (process.env['TWINROOT_BIN'] !== undefined) return 'TWINROOT_BIN names other commands';
  const { stdout } = spawnSync('/usr/bin/node', ['--version'], { encoding: 'utf8' });
  return /^v[2-9]\d\./.test(stdout ?? '') ? false : 'there is no /usr/bin/node of version 20 or newer';
}
const skip = missingNode();

t.test('it is laid out as it is installed, and run by the node of the system', async (t) => {
  t.same(readdirSync(join(directory, 'bin')).sort(), [...allNames, 'twinroot'].sort());
  for (const name of allNames) t.equal(readlinkSync(own(name)), 'twinroot');
  t.equal(readlinkSync(own('twinroot')), '../lib/twinroot/twinroot.cjs');
  t.match(
    readFileSync(script, 'latin1'),
    /^#!\/usr\/bin\/node \S+\n/,
    'an interpreter has at most one argument',
  );
});

for (const { name, binary } of commands) {
  t.test(`${name}: the face is that of the binary`, { skip }, async (t) => {
    for (const args of [['--help'], ['--sysrot']])
      t.same(await call(own(name), args), await call(binary, args), args.join(' '));
    t.match(await call(own('twinroot'), [name, '--version']), { status: 0, out: `${name} ` });
  });
}

t.test('twinroot: the list of commands is that of the binary', { skip }, async (t) => {
  for (const args of [[], ['--version'], ['nonesuch'], ['pipe', '--help']])
    t.same(await call(own('twinroot'), args), await call(join(binaries, 'twinroot'), args), args.join(' '));
});

t.test('what it writes and answers is what the binary does', { skip }, async (t) => {
  const machines = join(workspace, 'test/roots');
  const fstab = 'UUID=6B7E-A837 /efi vfat umask=0077 0 2\nUUID=0123-4567 /srv ext4 defaults 0 2\n';
  for (const machine of ['bootsync', 'md-raid', 'nvme-sata-luks', 'two-nvme', 'xbootldr-ext4']) {
    const sysroot = ['--sysroot', join(machines, machine)];
    const works: readonly (readonly string[])[] = [
      ['esp-which', '--json', ...sysroot],
      ['pipe', 'esp-which', ...sysroot, ':', 'esp-check', '--json', ...sysroot],
      ['pipe', 'esp-which', ...sysroot, ':', 'esp-bind', '--dry-run', ...sysroot],
      ['tree-items', '--json', ...sysroot],
    ];
    for (const args of works)
      t.same(await call(own('twinroot'), args), await call(join(binaries, 'twinroot'), args), args.join(' '));
  }
  const args = ['--id', 'UUID=6B7E-A837 UUID=6C48-1623'];
  const rewritten = await call(own('fstab-rewrite'), args, { input: fstab });
  t.match(rewritten, { status: 0, out: 'UUID=6C48-1623 /efi' });
  t.same(rewritten, await call(join(binaries, 'fstab-rewrite'), args, { input: fstab }));
});

t.test('it mirrors as the binary does', { skip }, async (t) => {
  const root = t.testdir({ source: {}, one: {}, other: {} });
  writeTree(join(root, 'source'), {
    vmlinuz: kernel('6.1'),
    'EFI/BOOT/BOOTX64.EFI': program('loader'),
    'loader/entries/one.conf': 'title Linux\nversion 6.1\nlinux /vmlinuz\noptions rw\n',
  });
  const mirror = (program: string, to: string) =>
    call(program, ['--json', '--from', join(root, 'source'), '--to', join(root, to)]);
  t.match(await mirror(own('esp-mirror'), 'one'), { status: 0, err: '' });
  t.match(await mirror(join(binaries, 'esp-mirror'), 'other'), { status: 0, err: '' });
  const listed = (name: string) => readdirSync(join(root, name), { recursive: true }).sort();
  t.same(listed('one'), listed('other'));
  t.ok(listed('one').length > 3);
});

t.test('a command finds the others, wherever its link is', { skip }, async (t) => {
  const links = t.testdir({});
  symlinkSync(own('gen-list'), join(links, 'gen-list'));
  symlinkSync(script, join(links, 'twinroot'));
  t.match(await call(join(links, 'gen-list'), ['--version']), { status: 0, out: 'gen-list ' });
  t.match(await call(join(links, 'twinroot'), ['gen-list', '--version']), { status: 0, out: 'gen-list ' });
});

t.test('what it does not have to fear of its caller, as docs/packaging.md says', { skip }, async (t) => {
  const root = t.testdir({
    'openssl.cnf': 'broken [ = \n[x\n',
    'cert.pem': 'none',
    written: {},
    'package.json': '{"type":"module"}',
  });
  const expected = await call(own('esp-which'), ['--version']);
  for (const [name, value] of [
    ['OPENSSL_CONF', 'openssl.cnf'],
    ['SSL_CERT_FILE', 'cert.pem'],
    ['NODE_COMPILE_CACHE', 'written/cache'],
    ['NODE_PATH', 'written'],
  ] as const)
    t.same(
      await call(own('esp-which'), ['--version'], { env: { [name]: join(root, value) } }),
      expected,
      name,
    );
  for (const option of ['--inspect', '--v8-options', '--eval=1', '--require=/nonexistent.js'])
    t.match(
      await call(own('esp-which'), [option]),
      { status: 2, out: '', err: option.replace(/=.*/, '') },
      option,
    );
  const broken = 'mount -t tmpfs none /dev && echo broken >/dev/null && exec "$@"';
  t.same(
    await call('/usr/bin/unshare', ['--mount', '/bin/sh', '-c', broken, 'sh', own('esp-which'), '--version']),
    expected,
    '/dev/null that is a regular file',
  );
  mkdirSync(join(root, 'lib'));
  writeFileSync(join(root, 'lib/twinroot.cjs'), readFileSync(script), { mode: 0o755 });
  t.match(
    await call(join(root, 'lib/twinroot.cjs'), ['--version']),
    { status: 0 },
    'a package.json above it',
  );
});

t.test('what it does not protect from, as docs/packaging.md says', { skip }, async (t) => {
  const env = { NODE_OPTIONS: '--require=/nonexistent.js' };
  t.notMatch(
    await call(own('esp-which'), ['--version'], { env }),
    { status: 0 },
    'when this passes, the page is to be changed',
  );
});
