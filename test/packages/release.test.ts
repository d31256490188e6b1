import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { needs } from '../support/needs.ts';

/** A repository with what a release reads. */
async function newRepository(t: Test) {
  const directory = t.testdir({});
  for (const name of ['package.json', 'package-lock.json', 'CHANGELOG.md', 'README.md'])
    cpSync(join(workspace, name), join(directory, name));
  for (const name of ['docs/packaging', 'docs/packaging.md', 'docs/guides'])
    cpSync(join(workspace, name), join(directory, name), { recursive: true });
  cpSync(join(workspace, 'packages/build-tools/src'), join(directory, 'packages/build-tools/src'), {
    recursive: true,
  });
  mkdirSync(join(directory, 'node_modules'));
  for (const name of ['execa', 'esbuild'])
    symlinkSync(join(workspace, 'node_modules', name), join(directory, 'node_modules', name));
  writeFileSync(join(directory, '.gitignore'), 'node_modules\n.npm\n');
  const env = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: directory,
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@example.org',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@example.org',
  };
  const git = async (...args: readonly string[]) =>
    (await call('/usr/bin/git', ['-C', directory, ...args], { env })).out.trim();
  await git('init', '--quiet');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'before');
  const program = join(directory, 'packages/build-tools/src/package/release.ts');
  const release = (...args: readonly string[]) => releaseAs(env, ...args);
  const releaseAs = (as: Readonly<Record<string, string>>, ...args: readonly string[]) =>
    call(process.execPath, [program, ...args], { env: as, cwd: directory });
  const version = (): string => JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')).version;
  return { directory, env, git, release, releaseAs, version };
}

t.test('a release is a commit and a tag, with the version in one place', needs('git'), async (t) => {
  const { directory, git, release, version } = await newRepository(t);
  const before = await git('rev-parse', 'HEAD');
  t.match(await release('--dry-run', '9.8.7'), { status: 0, err: '' });
  t.same(
    [await git('rev-parse', 'HEAD'), await git('status', '--porcelain')],
    [before, ''],
    'a dry run does nothing',
  );
  t.match(await release('--no-artefacts', '9.8.7'), { status: 0, err: '' });
  t.equal(version(), '9.8.7');
  t.equal(await git('status', '--porcelain'), '');
  t.equal(await git('rev-parse', 'v9.8.7^{commit}'), await git('rev-parse', 'HEAD'));
  t.equal(await git('rev-parse', 'HEAD^'), before);
  t.same((await git('diff', '--name-only', 'HEAD^')).split('\n'), [
    'CHANGELOG.md',
    'README.md',
    'docs/guides/new-machine.md',
    'docs/packaging.md',
    'docs/packaging/arch/PKGBUILD',
    'package-lock.json',
    'package.json',
  ]);
  t.match(
    readFileSync(join(directory, 'docs/packaging/arch/PKGBUILD'), 'utf8'),
    /^pkgver=9\.8\.7\n_tag=v9\.8\.7$/m,
  );
  t.match(
    await git('diff', '--shortstat', 'HEAD^', '--', 'package.json', 'package-lock.json'),
    /3 insertions\(\+\), 3 deletions/,
  );
  t.match(
    readFileSync(join(directory, 'CHANGELOG.md'), 'utf8'),
    /^## \[Unreleased\]\n\n## \[9\.8\.7\] - \d{4}-\d\d-\d\d$/m,
  );
  t.match(await release('--no-artefacts', '9.8.8'), { status: 1, out: '' }, 'nothing is in the changelog');
});

/** The names of packages in a text. */
const named = (text: string) =>
  text.match(/\btwinroot[\w.~-]*\d[\w.~-]*\.(?:deb|rpm|pkg\.tar\.zst|tar\.xz)\b/g) ?? [];

t.test('documents name the packages of the version', needs('git'), async (t) => {
  const { directory, release } = await newRepository(t);
  const documents = ['README.md', 'docs/packaging.md', 'docs/guides/new-machine.md'];
  const read = () => documents.map((name) => readFileSync(join(directory, name), 'utf8'));
  const before = read();
  t.ok(before.every((text) => named(text).length > 0));
  t.match(await release('--no-artefacts', '9.8.7'), { status: 0, err: '' });
  for (const text of read()) for (const name of named(text)) t.match(name, /[_-]9\.8\.7-/);
  t.notSame(read(), before);
  const { version } = JSON.parse(readFileSync(join(workspace, 'package.json'), 'utf8'));
  t.same(
    read().map((text) => text.replaceAll('9.8.7', version)),
    before,
    'and nothing else is changed in them',
  );
});

/** Puts scripts of npm in the place of those that would take minutes, and commits that. */
async function setScripts(
  { directory, git }: Awaited<ReturnType<typeof newRepository>>,
  scripts: Readonly<Record<string, string>>,
): Promise<string> {
  const path = join(directory, 'package.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  Object.assign(manifest.scripts, scripts);
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
  await git('commit', '--quiet', '--all', '--message', 'scripts');
  return git('rev-parse', 'HEAD');
}

t.test('it is built with its version before it is committed', needs('git', 'npm'), async (t) => {
  const repository = await newRepository(t);
  const { git, release, version } = repository;
  const built = `node -p 'require("./package.json").version' >node_modules/built; git rev-parse HEAD >>node_modules/built`;
  const before = await setScripts(repository, { build: `${built}; false`, package: 'true' });
  t.match(await release('9.8.7'), { status: 1, err: 'build' });
  t.same(
    [await git('rev-parse', 'HEAD'), await git('tag'), await git('status', '--porcelain')],
    [before, '', ''],
    'what cannot be built is not released',
  );
  t.equal(readFileSync(join(repository.directory, 'node_modules/built'), 'utf8'), `9.8.7\n${before}\n`);
  await setScripts(repository, { build: 'true', package: 'false' });
  const { status, err } = await release('9.8.7');
  t.equal(status, 1);
  const back = / (git tag -d v9\.8\.7 && git reset --keep HEAD~1)$/.exec(err.trimEnd())?.[1];
  t.ok(back, 'where no package can be made, the last line has the way back');
  t.equal(version(), '9.8.7');
  const { out } = await call('/bin/sh', ['-c', back ?? 'false'], { cwd: repository.directory });
  t.match(out, 'v9.8.7');
  t.same([await git('tag'), await git('status', '--porcelain')], ['', '']);
  await setScripts(repository, { package: 'true' });
  t.match(await release('9.8.7'), { status: 0, err: '' });
});

t.test('what cannot be released changes nothing', needs('git'), async (t) => {
  const { directory, git, release } = await newRepository(t);
  const before = await git('rev-parse', 'HEAD');
  for (const [word, ...args] of [
    ['version'],
    ['version', ''],
    ['1', '1'],
    ['v1.2.3', 'v1.2.3'],
    ['version', '9.9.9', '9.9.9'],
    ['--bogus', '--bogus', '9.9.9'],
  ] as const) {
    const { status, out, err } = await release('--no-artefacts', ...args);
    t.same([status, out], [2, ''], `a wrong call: ${args.join(' ')}`);
    t.match(err.split('\n')[0], word);
  }
  t.match(await release('--no-artefacts', '0.0.1'), { status: 1, out: '' }, 'an older version');
  writeFileSync(join(directory, 'CHANGELOG.md'), '# other\n');
  t.match(
    await release('--no-artefacts', '9.9.9'),
    { status: 1, out: '' },
    'with changes that are not committed',
  );
  t.same([await git('rev-parse', 'HEAD'), await git('tag')], [before, '']);
});

t.test('where git knows nobody who commits, nothing is changed', needs('git'), async (t) => {
  const { directory, env, git, releaseAs } = await newRepository(t);
  const before = await git('rev-parse', 'HEAD');
  const { PATH, HOME } = env;
  // git would else make an address of the name of the machine.
  await git('config', 'user.useConfigOnly', 'true');
  const author = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.org' };
  for (const as of [
    { PATH, HOME },
    { PATH, HOME, ...author },
  ])
    t.match(await releaseAs(as, '--no-artefacts', '9.9.9'), { status: 1, out: '', err: 'user.email' });
  t.same(
    [await git('rev-parse', 'HEAD'), await git('tag'), await git('status', '--porcelain')],
    [before, '', ''],
  );
  // And where it refuses for a reason of its own.
  writeFileSync(join(directory, '.git/hooks/pre-commit'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  t.match(await releaseAs(env, '--no-artefacts', '9.9.9'), { status: 1 });
  t.same(
    [await git('rev-parse', 'HEAD'), await git('tag'), await git('status', '--porcelain')],
    [before, '', ''],
  );
});

t.test('where git makes no tag, there is no commit', needs('git'), async (t) => {
  const { directory, git, release } = await newRepository(t);
  const before = await git('rev-parse', 'HEAD');
  // A key that nobody has.
  await git('config', 'tag.gpgSign', 'true');
  await git('config', 'gpg.program', '/bin/false');
  t.match(await release('--no-artefacts', '9.9.9'), { status: 1, err: 'git tag' });
  t.same(
    [await git('rev-parse', 'HEAD'), await git('tag'), await git('status', '--porcelain')],
    [before, '', ''],
  );
  await git('config', 'tag.gpgSign', 'false');
  t.match(await release('--no-artefacts', '9.9.9'), { status: 0 }, 'once that is mended, it is done');
  t.ok(readFileSync(join(directory, 'package.json'), 'utf8').includes('"9.9.9"'));
});
