import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { binaries, workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { fileOf, packages } from '../support/made-packages.ts';
import { giveAway, makepkg, whyNotMakepkg } from '../support/makepkg-call.ts';
import { needs } from '../support/needs.ts';

t.setTimeout(300_000);

/** What is read of the checkout when packages are made. */
const read = [
  'packages',
  'test/package.json',
  'docs',
  'hooks',
  'units',
  'package.json',
  'package-lock.json',
  'LICENSE',
  'README.md',
  'CHANGELOG.md',
  '.gitignore',
];

const system = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

async function done(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = system,
) {
  const answer = await call(program, args, { cwd, env });
  if (answer.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${answer.out}${answer.err}`);
  return answer.out;
}

/** The checkout as it is, as a repository of its own with the tag that the PKGBUILD asks for. */
async function newOrigin(directory: string, tag: string): Promise<string> {
  const origin = join(directory, 'origin.git');
  const git = (...args: readonly string[]) =>
    done(
      '/usr/bin/git',
      ['--git-dir', origin, '--work-tree', workspace, '-c', 'core.compression=0', ...args],
      workspace,
    );
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.org'];
  await done('/usr/bin/git', ['init', '--quiet', '--bare', origin], directory);
  await git('add', '--all', '--', ...read);
  await git(...who, 'commit', '--quiet', '--message', 'all');
  await git(...who, 'tag', tag);
  return origin;
}

/** Packages by makepkg, with its options as they are without a word of ours; gives the directory in which they are. */
async function makeByMakepkg(directory: string, epoch: string): Promise<string> {
  const build = join(directory, 'build');
  mkdirSync(build);
  const pkgbuild = join(workspace, 'docs/packaging/arch');
  for (const name of readdirSync(pkgbuild)) copyFileSync(join(pkgbuild, name), join(build, name));
  const tag = await done('/bin/bash', ['-c', `. ./PKGBUILD && echo "$_tag"`], build);
  const origin = await newOrigin(directory, tag.trim());
  giveAway(
    build,
    origin,
    ...readdirSync(origin, { recursive: true, encoding: 'utf8' }).map((name) => join(origin, name)),
  );
  const env = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    // In place of the network.
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `url.file://${origin}.insteadOf`,
    GIT_CONFIG_VALUE_0: 'https://github.com/twinroot/twinroot.git',
    SOURCE_DATE_EPOCH: epoch,
  };
  const run = async (...args: readonly string[]) => {
    const { status, out, err } = await makepkg(build, args, env);
    if (status !== 0) throw new Error(`makepkg ${args.join(' ')}: ${out}${err}`);
  };
  await run('--nobuild', '--noprepare');
  // `npm ci` and `npm run build` would take a minute, and the network: what was built here is put where they would have it.
  const modules = readdirSync(join(workspace, 'packages')).map((name) => `packages/${name}/node_modules`);
  const built = ['node_modules', ...modules, 'dist/bin', 'dist/node'];
  const there = built.filter((path) => existsSync(join(workspace, path)));
  const where = ['--target-directory', join(build, 'src/twinroot')];
  await done('/usr/bin/cp', ['--archive', '--link', '--parents', ...where, ...there], workspace);
  await run('--repackage');
  return build;
}

/** The lines of a package's description, but for when, where and of how many bytes it was made. */
async function description(file: string): Promise<readonly string[]> {
  const text = await done('/usr/bin/bsdtar', ['-xOf', file, '.PKGINFO'], '/');
  return text
    .split('\n')
    .filter((line) => line !== '' && !/^(?:#|builddate|packager|size|makedepend|xdata)/.test(line))
    .sort();
}

/** The files of a package below a directory. */
async function unpacked(file: string, directory: string): Promise<string> {
  mkdirSync(directory);
  await done('/usr/bin/bsdtar', ['-xf', file, '-C', directory], '/');
  return directory;
}

const skip = (await whyNotMakepkg()) || needs('git').skip;

t.test("makepkg makes of our PKGBUILD what our own pacman's packages are", { skip }, async (t) => {
  // In the checkout's file system, for the links.
  const directory = mkdtempSync(join(workspace, 'dist/makepkg-'));
  t.teardown(() => rmSync(directory, { recursive: true }));
  chmodSync(directory, 0o755);
  const place = t.testdir({ ours: {} });
  const ours = join(place, 'ours');
  t.match(await packages('--fast', '--output', ours, 'arch'), { status: 0 });
  const info = await done('/usr/bin/bsdtar', ['-xOf', fileOf(ours, /zst$/), '.PKGINFO'], '/');
  const theirs = await makeByMakepkg(directory, /^builddate = (\d+)$/m.exec(info)?.[1] ?? '');

  for (const name of ['twinroot', 'twinroot-node']) {
    const [made, own] = [
      fileOf(theirs, new RegExp(`^${name}-\\d.*tar$`)),
      fileOf(ours, new RegExp(`^${name}-\\d.*zst$`)),
    ];
    t.same(await description(made), await description(own), name);
    const [one, two] = [
      await unpacked(made, join(place, `${name}-theirs`)),
      await unpacked(own, join(place, `${name}-ours`)),
    ];
    const compared = await call('/usr/bin/diff', ['-rq', '--no-dereference', two, one], { env: system });
    const special = /^Files \S+\/\.(?:PKGINFO|BUILDINFO|MTREE) /;
    const differences = compared.out.split('\n').filter((line) => line !== '' && !special.test(line));
    const binary = 'usr/bin/twinroot';
    t.same(
      differences,
      name === 'twinroot' ? [`Files ${join(two, binary)} and ${join(one, binary)} differ`] : [],
      'its files and scriptlets are the same, but for a binary that was stripped',
    );
    t.match(await done('/usr/bin/bsdtar', ['-xOf', made, '.BUILDINFO'], '/'), /^options = strip$/m);
  }

  t.test('and its binary runs', async (t) => {
    const which = join(place, 'twinroot-theirs/usr/bin/esp-which');
    t.match(await call(which, ['--version']), { status: 0, out: 'esp-which ', err: '' });
    const args = ['--json', '--sysroot', join(workspace, 'test/roots/two-nvme')];
    t.same(await call(which, args), await call(join(binaries, 'esp-which'), args));
  });
});
