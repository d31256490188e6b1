import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import { workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { install, pathsBelow } from '../support/install-call.ts';
import { fileOf, packages, packagesAs } from '../support/made-packages.ts';
import { needs } from '../support/needs.ts';

t.setTimeout(300_000);
const made = t.testdir();
const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };
const making = await packages('--flavour', 'node', '--output', made, 'all');
t.match(making, { status: 0 });

/** The paths that a program lists, one a line, without directories. */
async function listed(program: string, args: readonly string[]): Promise<readonly string[]> {
  const { status, out } = await call(program, args, { env });
  t.equal(status, 0);
  return out.split('\n').filter((path) => path !== '' && !path.endsWith('/'));
}

/** Where files are in every package, as install-files puts them; pages of the manual are compressed, and the program is another. */
async function expected(t: Test, ...sets: readonly string[]) {
  const destdir = t.testdir();
  const args = sets.flatMap((set) => ['--hooks', set]);
  t.match(await install('--unitdir', '/usr/lib/systemd/system', ...args, destdir), { status: 0 });
  return pathsBelow(destdir)
    .filter((path) => !path.startsWith('/usr/share/doc/') && path !== '/usr/lib/twinroot/installed')
    .map((path) => path.replace(/(\/man\d\/.*)/, '$1.gz'))
    .concat('/usr/lib/twinroot/twinroot.cjs')
    .sort();
}

const own = (path: string) => !/^\/usr\/share\/(?:doc|licenses|lintian)\//.test(path);

t.test(
  'the deb has what install-files installs, and says what is configuration',
  needs('dpkg-deb'),
  async (t) => {
    const file = fileOf(made, /\.deb$/);
    const { out } = await call('/usr/bin/dpkg-deb', ['--contents', file], { env });
    const paths = out
      .split('\n')
      .flatMap((line) => /^[-l]\S+ root\/root .* \.(\/\S+)(?: -> \S+)?$/.exec(line)?.[1] ?? []);
    t.same(paths.filter(own).sort(), await expected(t, 'debian', 'dracut', 'kernel-install'));
    t.ok(paths.includes('/usr/share/doc/twinroot-node/copyright'));
    const conffiles = await call('/usr/bin/dpkg-deb', ['--info', file, 'conffiles'], { env });
    t.same(conffiles.out.trim().split('\n').sort(), paths.filter((path) => path.startsWith('/etc/')).sort());
    t.match(await call('/usr/bin/dpkg-deb', ['--field', file], { env }), {
      out: /^Conflicts: .*dual-root, bootsync/m,
    });
  },
);

t.test('lintian has nothing to say', needs('lintian'), async (t) => {
  const args = [
    '--allow-root',
    '--fail-on',
    'error,warning',
    '--tag-display-limit',
    '0',
    fileOf(made, /\.deb$/),
  ];
  t.match(await call('/usr/bin/lintian', args, { env: { ...env, HOME: made } }), { status: 0, out: '' });
});

t.test('the rpm has it, and SELinux has a package of its own', needs('rpm'), async (t) => {
  const file = fileOf(made, /^twinroot-node.*\.rpm$/);
  const paths = await listed('/usr/bin/rpm', ['-qp', '--qf', '[%{FILEMODES:perms} %{FILENAMES}\n]', file]);
  const files = paths.flatMap((line) => /^[-l]\S+ (\S+)$/.exec(line)?.[1] ?? []);
  t.same(files.filter(own).sort(), await expected(t, 'dracut', 'kernel-install'));
  const selinux = await listed('/usr/bin/rpm', ['-qpl', fileOf(made, /^twinroot-selinux.*\.rpm$/)]);
  t.same(selinux, ['/usr/share/selinux/packages/twinroot.pp']);
  t.same((await listed('/usr/bin/rpm', ['-qp', '--conflicts', file])).toSorted(), ['bootsync', 'dual-root']);
  t.same(
    await listed('/usr/bin/rpm', ['-qpc', file]),
    files.filter((path) => path.startsWith('/etc/')),
  );
});

t.test("pacman's has it", needs('bsdtar'), async (t) => {
  const file = fileOf(made, /\.pkg\.tar\.zst$/);
  const paths = await listed('/usr/bin/bsdtar', ['-tf', file]);
  t.same(paths.slice(0, 4), ['.BUILDINFO', '.MTREE', '.PKGINFO', '.INSTALL']);
  const files = paths.slice(4).map((path) => `/${path}`);
  // What only a package needs: see flavours.test.ts.
  const more = '/usr/share/libalpm/hooks/twinroot-replaced.hook';
  const installed = await expected(t, 'arch', 'dracut', 'kernel-install');
  t.same(files.filter(own).sort(), [...installed, more].sort());
});

t.test('each has the licences of what is in the bundle, and a bill of it', needs('bsdtar'), async (t) => {
  const read = (path: string) =>
    call('/usr/bin/bsdtar', ['-xOf', fileOf(made, /\.pkg\.tar\.zst$/), path], { env });
  const { out: licence } = await read('usr/share/licenses/twinroot-node/LICENSE');
  const { out: text } = await read('usr/share/doc/twinroot-node/sbom.cdx.json');
  const bill: { components: { name: string; version: string; licenses: unknown[] }[] } = JSON.parse(text);
  const names = bill.components.map(({ name }) => name);
  for (const name of ['cac', 'chokidar', 'eslint-visitor-keys', 'execa', 'readdirp', 'toml-eslint-parser'])
    t.ok(names.includes(name), name);
  for (const { name, version, licenses } of bill.components) {
    t.match(licence, `${name} ${version} (`);
    t.ok(licenses.length > 0, name);
  }
  t.notOk(
    names.some((name) => ['typescript', 'nx', 'tap', 'esbuild'].includes(name)),
    'what is not in it is not in the bill',
  );
  const inputs: readonly string[] = JSON.parse(
    readFileSync(join(workspace, 'dist/node/inputs.json'), 'utf8'),
  );
  const bundled = new Set(
    inputs.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []),
  );
  t.same([...names].sort(), [...bundled].sort());
});

t.test('SHA256SUMS is of all of them', async (t) => {
  const names = readdirSync(made).filter((name) => name !== 'SHA256SUMS');
  const { status, out } = await call('/usr/bin/sha256sum', ['--check', '--strict', 'SHA256SUMS'], {
    cwd: made,
    env,
  });
  t.equal(status, 0);
  t.same(out.trim().split('\n').sort(), names.map((name) => `${name}: OK`).sort());
});

t.test('a package for a distribution is small', async (t) => {
  const script = join(workspace, 'dist/node/lib/twinroot/twinroot.cjs');
  t.ok(readFileSync(script).length < 1.5 * 2 ** 20);
  for (const name of readdirSync(made).filter((name) => !/json$|SUMS/.test(name)))
    t.ok(readFileSync(join(made, name)).length < 2 ** 20, name);
});

t.test('stdout has what was made, and stderr what is being made, a line each', async (t) => {
  const names = readdirSync(made).filter((name) => name !== 'SHA256SUMS');
  t.same(making.out.trimEnd().split('\n').sort(), names.map((name) => join(made, name)).sort());
  const said = making.err.trimEnd().split('\n');
  t.same(
    said.map((line) => /^package: making twinroot-node for (\w+) /.exec(line)?.[1]),
    ['deb', 'rpm', 'arch', 'tar'],
  );
});

t.test(
  '--destdir has the files of a package, for the tools of a distribution',
  needs('bsdtar'),
  async (t) => {
    const files = (...args: readonly string[]) => packages('--flavour', 'node', ...args);
    for (const [family, ending] of [
      ['deb', /\.deb$/],
      ['rpm', /^twinroot-node.*\.rpm$/],
      ['arch', /\.pkg\.tar\.zst$/],
    ] as const) {
      const unpacked = t.testdir({ package: {}, empty: {} });
      const whole = join(unpacked, 'package');
      if (family === 'deb') await call('/usr/bin/dpkg-deb', ['-x', fileOf(made, ending), whole], { env });
      else await call('/usr/bin/bsdtar', ['-xf', fileOf(made, ending), '-C', whole], { env });
      for (const special of ['.BUILDINFO', '.MTREE', '.PKGINFO', '.INSTALL'])
        rmSync(join(whole, special), { force: true });
      // One that is there and empty, and one that is not there.
      const destdir = join(unpacked, family === 'arch' ? 'empty' : 'new');
      t.match(await files('--destdir', destdir, family), { status: 0, out: '', err: '' });
      const differences = await call('/usr/bin/diff', ['-r', '--no-dereference', whole, destdir], { env });
      t.match(differences, { status: 0, out: '' }, family);
    }
    const theirs = t.testdir({ mine: 'not of a package' });
    t.match(await files('--destdir', theirs, 'arch'), { status: 1, out: '', err: theirs });
    t.same(pathsBelow(theirs), ['/mine'], 'what is not empty stays as it is');
  },
);

/** The links of documents below a directory that lead nowhere: not to a file there, and not to one of the project. */
function brokenLinks(documents: string): readonly string[] {
  const pages = pathsBelow(documents).filter((path) => path.endsWith('.md'));
  t.ok(pages.length > 10);
  return pages.flatMap((page) => {
    const links = [...readFileSync(join(documents, page), 'utf8').matchAll(/\]\(([^()\s#]+)[^()\s]*\)/g)];
    return links.flatMap(([, link = '']) => {
      const [, inProject] =
        /^https:\/\/github\.com\/twinroot\/twinroot\/(?:blob|raw)\/HEAD\/(.+)$/.exec(link) ?? [];
      if (inProject === undefined && /^[a-z]+:/.test(link)) return [];
      const target = inProject === undefined ? join(documents, page, '..', link) : join(workspace, inProject);
      return existsSync(target) ? [] : [`${page}: ${link}`];
    });
  });
}

t.test('links of documents lead to what is installed, or to the project', async (t) => {
  for (const family of ['deb', 'rpm', 'arch']) {
    const destdir = join(t.testdir(), family);
    t.match(await packages('--flavour', 'node', '--destdir', destdir, family), { status: 0 });
    const documents = join(destdir, 'usr/share/doc/twinroot-node');
    t.same(brokenLinks(documents), [], family);
    t.match(readFileSync(join(documents, 'README.md'), 'utf8'), '](guides/raid.md)');
    if (family !== 'deb') continue;
    const changes = gunzipSync(readFileSync(join(documents, 'changelog.gz'))).toString();
    t.match(changes, '](guides/raid.md)');
  }
  const destdir = t.testdir();
  t.match(await install('--prefix', '/usr/local', '--hooks', 'none', destdir), { status: 0 });
  t.same(brokenLinks(join(destdir, 'usr/local/share/doc/twinroot')), []);
});

t.test('a wrong call is 2, says what is wrong, and makes nothing', async (t) => {
  const output = join(t.testdir(), 'none');
  for (const [word, ...args] of [
    ['FORMAT'],
    ['msi', 'msi'],
    ['z80', '--arch', 'z80', 'deb'],
    ['sweet', '--flavour', 'sweet', 'deb'],
    ['is for all', '--arch', 'arm64', '--flavour', 'node', 'deb'],
    ['--bogus', '--bogus', 'deb'],
    ['one FORMAT', '--destdir', output, '--flavour', 'node', 'deb', 'rpm'],
    ['one --flavour', '--destdir', output, 'deb'],
    ['install-files', '--destdir', output, '--flavour', 'node', 'tar'],
    ['--output', '--destdir', output, '--output', output, '--flavour', 'node', 'deb'],
    ['is empty', '--destdir', '', '--flavour', 'node', 'deb'],
  ] as const) {
    const place = args.some((word) => word === '--destdir') ? [] : ['--output', output];
    const { status, out, err } = await packages(...place, ...args);
    t.same([status, out], [2, ''], args.join(' '));
    t.match(err.split('\n')[0], /^package: ./);
    t.match(err.split('\n')[0], word);
    t.notOk(existsSync(output));
  }
  for (const wrong of ['', 'tomorrow', '-1', '253402300800'])
    t.match(await packagesAs({ SOURCE_DATE_EPOCH: wrong }, '--output', output, 'deb'), {
      status: 2,
      out: '',
      err: /^package: SOURCE_DATE_EPOCH/,
    });
  // No wrong call, but nothing by which the time could be known.
  for (const [as, why] of [
    [{ GIT_DIR: '/nonexistent' }, 'no checkout of git'],
    [{ PATH: '/nonexistent' }, 'git cannot be run'],
  ] as const)
    t.match(await packagesAs(as, '--output', output, 'deb'), { status: 1, out: '', err: why });
  t.notOk(existsSync(output));
  t.match(await packages('--help'), { status: 0, err: '', out: '--flavour' });
});
