// npm run release -- [OPTION…] X.Y.Z: the changelog, the version, a commit and a tag of it; then the packages of that commit.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execaSync } from 'execa';
import { readJson, workspaceRoot } from '../workspace.mjs';
import { changelogOf, isNewer, isVersion } from './changelog.ts';
import { withFileNames } from './file-names.ts';
import { withVersion } from './pacman-version.ts';
import { serve } from './serve.ts';

const usage = `Usage: npm run release -- [OPTION…] X.Y.Z

Nothing is pushed or published: that is done by hand, when the packages were looked at.

  --dry-run       say what would be done, and do nothing
  --no-artefacts  commit and tag only
  -h, --help      this text
`;

const options = {
  'dry-run': { type: 'boolean', default: false },
  'no-artefacts': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const file = (name: string) => join(workspaceRoot, name);
const run = (program: string, ...args: readonly string[]) =>
  execaSync(program, args, { cwd: workspaceRoot, stdout: ['pipe', 'inherit'], stderr: 'inherit' });
const git = (...args: readonly string[]) => execaSync('git', args, { cwd: workspaceRoot }).stdout;

/** A file as it is to be. */
interface Change {
  readonly name: string;
  readonly text: string;
}

const pkgbuild = 'docs/packaging/arch/PKGBUILD';

/** The documents that name packages, which are then those of the new version. */
function documentsOf(version: string): readonly Change[] {
  const pages = readdirSync(file('docs'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.md'),
  );
  return ['README.md', ...pages.map((name) => `docs/${name}`).sort()].flatMap((name) => {
    const before = readFileSync(file(name), 'utf8');
    const text = withFileNames(before, version);
    return text === before ? [] : [{ name, text }];
  });
}

/**
 * Files with the new version: the one place that has it, what npm keeps of that in its lock file, what packagers of Arch copy, and
 * documents with commands that are copied.
 */
function changesOf(version: string): readonly Change[] {
  const json = (name: string, change: (value: Record<string, unknown>) => void) => {
    const value = readJson(name);
    change(value);
    return { name, text: `${JSON.stringify(value, null, 2)}\n` };
  };
  const today = new Date().toISOString().slice(0, 10);
  return [
    { name: 'CHANGELOG.md', text: changelogOf(readFileSync(file('CHANGELOG.md'), 'utf8'), version, today) },
    json('package.json', (manifest) => {
      manifest['version'] = version;
    }),
    json('package-lock.json', (lock) => {
      lock['version'] = version;
      const { packages } = lock;
      if (packages !== null && typeof packages === 'object' && '' in packages)
        Object.assign(packages[''] ?? {}, { version });
    }),
    { name: pkgbuild, text: withVersion(readFileSync(file(pkgbuild), 'utf8'), version) },
    ...documentsOf(version),
  ];
}

/** Why nothing can be released; nothing is changed before all of it was asked. */
function check(version: string): void {
  const { version: before } = readJson('package.json');
  if (!isNewer(version, before)) throw new Error(`${version} does not follow ${before}`);
  if (git('status', '--porcelain') !== '') throw new Error('there are changes that are not committed');
  if (git('tag', '--list', `v${version}`) !== '') throw new Error(`the tag v${version} is there already`);
  for (const who of ['GIT_AUTHOR_IDENT', 'GIT_COMMITTER_IDENT'])
    if (execaSync('git', ['var', who], { cwd: workspaceRoot, reject: false }).exitCode !== 0)
      throw new Error('git does not know who commits: set user.name and user.email (git-config(1))');
}

/**
 * Commits changes to files that had none, when what has to be done with them before that is done. Where it fails, or where git refuses (a
 * hook, a key to sign with), they are as they were.
 */
function commit(message: string, changes: readonly Change[], first: () => void): void {
  const before = changes.map(({ name }) => ({ name, text: readFileSync(file(name), 'utf8') }));
  try {
    for (const { name, text } of changes) writeFileSync(file(name), text);
    first();
    git('commit', '--quiet', '--message', message, '--', ...changes.map(({ name }) => name));
  } catch (error) {
    for (const { name, text } of before) writeFileSync(file(name), text);
    throw error;
  }
}

/** Tags what was committed; where git refuses (a key to sign with, a place that is taken), the commit goes as well. */
function tag(version: string): void {
  try {
    git('tag', '--annotate', '--message', `twinroot ${version}`, `v${version}`);
  } catch (error) {
    git('reset', '--quiet', '--keep', 'HEAD~1');
    throw error;
  }
}

interface Call {
  readonly version: string;
  readonly isDry: boolean;
  readonly hasArtefacts: boolean;
}

function read(args: string[]): Call | undefined {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  if (values.help) return undefined;
  const [version, ...more] = positionals;
  if (version === undefined || more.length > 0) throw new Error('exactly one version is required');
  if (!isVersion(version)) throw new Error(`not a version: ${version} (X.Y.Z)`);
  return { version, isDry: values['dry-run'], hasArtefacts: !values['no-artefacts'] };
}

/**
 * Makes all packages: of the commit, whose time they have.
 *
 * @throws {Error} with the way back, when that fails
 */
function makePackages(version: string): void {
  try {
    rmSync(file('dist/packages'), { recursive: true, force: true });
    run('npm', 'run', '--silent', 'package', '--', 'all');
    run('npm', 'run', '--silent', 'package', '--', '--arch', 'arm64', '--flavour', 'standalone', 'all');
  } catch (error) {
    const back = `git tag -d v${version} && git reset --keep HEAD~1`;
    const next = `${version} is committed and tagged. Once that is mended, call npm run package; or take it back: ${back}`;
    throw new Error(`${error instanceof Error ? error.message : error}\nrelease: ${next}`);
  }
}

function release({ version, isDry, hasArtefacts }: Call): void {
  check(version);
  const changes = changesOf(version);
  const say = (text: string) => process.stdout.write(`${isDry ? 'would' : 'to do'}: ${text}\n`);
  say(`write ${changes.map(({ name }) => name).join(', ')}`);
  if (hasArtefacts) say('build it; where that fails, nothing is committed');
  say(`commit "release: ${version}", and tag it v${version}`);
  if (hasArtefacts) say('make all packages in dist/packages');
  if (isDry) return;
  const build = () => {
    if (hasArtefacts) run('npm', 'run', '--silent', 'build');
  };
  commit(`release: ${version}`, changes, build);
  tag(version);
  if (hasArtefacts) makePackages(version);
}

// Ctrl-C ends the build, too; its failure then has files put back.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);

process.exitCode = serve({ name: 'release', usage, read, run: release }, process.argv.slice(2));
