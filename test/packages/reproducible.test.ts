import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
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
  const directory = mkdtempSync(join(workspace, 'dist/elsewhere-'));
  chmodSync(directory, 0o755);
  const args = ['--archive', '--link', '--target-directory', directory, ...read];
  t.match(await call('/usr/bin/cp', args, { cwd: workspace }), { status: 0, err: '' });
  mkdirSync(join(directory, 'test/roots'), { recursive: true });
  cpSync(join(workspace, 'test/package.json'), join(directory, 'test/package.json'));
  cpSync(join(workspace, 'test/roots/two-nvme'), join(directory, 'test/roots/two-nvme'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  mkdirSync(join(directory, 'dist'));
  chownSync(join(directory, 'dist'), 65_534, 65_534);
  return directory;
}

const env = {
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  HOME: tmpdir(),
  SOURCE_DATE_EPOCH: '1700000000',
};

/** Where the other checkout is to the one who builds it: below a path that a shell writes in quotes. */
const place = '/mnt/else #where';

/** Runs a program there as another user, with another umask, with no other process on the machine, and no network. */
const anotherBuilder = [
  ...['--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child', '/bin/sh', '-euc'],
  `mount -t tmpfs -o mode=755 none /mnt; mkdir "$1"; mount --bind "$2" "$1"; shift 2; umask 077
  exec setpriv --reuid 65534 --regid 65534 --clear-groups "$@"`,
  ...['sh', place],
];

/** Without what tap adds for its children, which loads modules of its own into each node. */
const cleanly = ['/usr/bin/env', '-i', ...Object.entries(env).map(([name, value]) => `${name}=${value}`)];

/** Makes the packages of a checkout; there is no network. */
async function make(checkout: string, output: string, umask: string): Promise<void> {
  const program = join(checkout, 'packages/build-tools/src/package/main.ts');
  const line = [process.execPath, program, '--flavour', 'node', '--output', output, 'all'];
  const args = ['-c', `umask ${umask}; exec "$@"`, 'sh', ...line];
  const alone = ['--net', '/bin/sh', ...args];
  t.match(await call('/usr/bin/unshare', alone, { cwd: checkout, env }), { status: 0 });
}

const { skip } = needs('dpkg-deb', 'rpmbuild', 'bsdtar');
t.test('a build in another directory has the same bytes', { skip }, async (t) => {
  const made = t.testdir({ here: {}, there: {} });
  const elsewhere = await copyOfCheckout();
  t.teardown(() => rmSync(elsewhere, { recursive: true }));
  const build = (program: string, ...args: readonly string[]) => {
    const inPlace = ['node_modules/.bin/node', `packages/build-tools/src/${program}`, ...args];
    const line = inPlace.map((path) => join(place, path));
    return call('/usr/bin/unshare', [...anotherBuilder, elsewhere, ...cleanly, ...line], { cwd: '/', env });
  };
  t.match(await build('compile-script.ts'), { status: 0, err: '' });
  t.match(await build('compile.ts', 'packages/twinroot'), { status: 0, err: '' });
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
