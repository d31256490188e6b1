import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { needs } from '../support/needs.ts';

/** A repository with what a release reads. */
async function newRepository(t: Test) {
  const directory = t.testdir({});
  for (const name of ['package.json', 'package-lock.json', 'CHANGELOG.md'])
    cpSync(join(workspace, name), join(directory, name));
  cpSync(join(workspace, 'packages/build-tools/src'), join(directory, 'packages/build-tools/src'), {
    recursive: true,
  });
  mkdirSync(join(directory, 'node_modules'));
  for (const name of ['execa', 'esbuild'])
    symlinkSync(join(workspace, 'node_modules', name), join(directory, 'node_modules', name));
  writeFileSync(join(directory, '.gitignore'), 'node_modules\n');
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
  const release = (...args: readonly string[]) =>
    call(process.execPath, [program, ...args], { env, cwd: directory });
  const version = (): string => JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')).version;
  return { directory, git, release, version };
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
    'package-lock.json',
    'package.json',
  ]);
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

t.test('what cannot be released changes nothing', needs('git'), async (t) => {
  const { directory, git, release } = await newRepository(t);
  const before = await git('rev-parse', 'HEAD');
  for (const args of [[], ['1'], ['v1.2.3'], ['0.0.1'], ['9.9.9', '9.9.9'], ['--bogus', '9.9.9']])
    t.match(await release('--no-artefacts', ...args), { status: 1, out: '' }, args.join(' '));
  writeFileSync(join(directory, 'CHANGELOG.md'), '# other\n');
  t.match(
    await release('--no-artefacts', '9.9.9'),
    { status: 1, out: '' },
    'with changes that are not committed',
  );
  t.same([await git('rev-parse', 'HEAD'), await git('tag')], [before, '']);
});
