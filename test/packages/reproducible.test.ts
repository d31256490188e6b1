import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { mayNobodyEnter } from '../support/as-nobody.ts';
import { binaries, workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { needs } from '../support/needs.ts';

t.setTimeout(600_000);

/** Of the checkout, what is read when programs and packages are made. */
const read = [
  'node_modules',
  'packages',
  'docs',
  'hooks',
  'units',
  'package.json',
  'tsconfig.base.json',
  'package-lock.json',
  'LICENSE',
  'README.md',
  'CHANGELOG.md',
];

/** Another directory with the same checkout: with hard links, so that it is there at once; nothing of it is written in place. */
async function copyOfCheckout(): Promise<string> {
  const directory = mkdtempSync(join(workspace, 'dist/else #where-'));
  chmodSync(directory, 0o755);
  const args = ['--archive', '--link', '--target-directory', directory, ...read];
  t.match(await call('/usr/bin/cp', args, { cwd: workspace }), { status: 0, err: '' });
  mkdirSync(join(directory, 'test/roots'), { recursive: true });
  cpSync(join(workspace, 'test/package.json'), join(directory, 'test/package.json'));
  cpSync(join(workspace, 'test/roots/two-nvme'), join(directory, 'test/roots/two-nvme'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  return directory;
}

const env = {
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  HOME: tmpdir(),
  SOURCE_DATE_EPOCH: '1700000000',
};

/** Who builds otherwise: with another umask, and with no other process on the machine. */
const anotherBuilder = [
  ...['--pid', '--fork', '--mount-proc', '--kill-child'],
  ...['/bin/sh', '-c', 'umask 077; exec "$@"', 'sh'],
];

/** Another user, who may write in the checkout all the same. */
const anotherUser = [
  ...['/usr/bin/setpriv', '--reuid', '65534'],
  ...['--inh-caps', '+dac_override', '--ambient-caps', '+dac_override'],
];

/** Without what tap adds for its children, which loads modules of its own into each node. */
const cleanly = ['/usr/bin/env', '-i', ...Object.entries(env).map(([name, value]) => `${name}=${value}`)];

/** Makes the packages of a checkout. */
async function make(checkout: string, output: string, umask: string): Promise<void> {
  const program = join(checkout, 'packages/build-tools/src/package/main.ts');
  const line = [process.execPath, program, '--flavour', 'node', '--output', output, 'all'];
  const args = ['-c', `umask ${umask}; exec "$@"`, 'sh', ...line];
  t.match(await call('/bin/sh', args, { cwd: checkout, env }), { status: 0 });
}

const { skip } = needs('dpkg-deb', 'rpmbuild', 'bsdtar');
t.test('a build in another directory has the same bytes', { skip }, async (t) => {
  const made = t.testdir({ here: {}, there: {} });
  const elsewhere = await copyOfCheckout();
  t.teardown(() => rmSync(elsewhere, { recursive: true }));
  const mayEnter = await mayNobodyEnter(elsewhere);
  if (!mayEnter) t.pass('by another user', { skip: 'the user nobody may not enter the checkout' });
  const builder = [...anotherBuilder, ...(mayEnter ? anotherUser : [])];
  const build = (program: string, ...args: readonly string[]) => {
    const line = [process.execPath, join(elsewhere, 'packages/build-tools/src', program), ...args];
    return call('/usr/bin/unshare', [...builder, ...cleanly, ...line], { cwd: '/', env });
  };
  t.match(await build('compile-script.ts'), { status: 0, err: '' });
  t.match(await build('compile.ts', join(elsewhere, 'packages/twinroot')), { status: 0, err: '' });
  const isSame = (path: string) =>
    readFileSync(join(elsewhere, path)).equals(readFileSync(join(workspace, path)));
  t.ok(isSame('dist/node/lib/twinroot/twinroot.cjs'), 'the script');
  t.ok(
    process.env['TWINROOT_BIN'] !== undefined || isSame('dist/bin/twinroot'),
    `${binaries}/twinroot, its code cache included`,
  );

  await make(workspace, join(made, 'here'), '022');
  await make(elsewhere, join(made, 'there'), '077');
  const names = readdirSync(join(made, 'here'));
  t.ok(names.length >= 7);
  t.same(readdirSync(join(made, 'there')), names);
  for (const name of names)
    t.ok(readFileSync(join(made, 'there', name)).equals(readFileSync(join(made, 'here', name))), name);
});
