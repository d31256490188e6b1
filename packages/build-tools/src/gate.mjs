// node packages/build-tools/src/gate.mjs: everything that has to hold before a change lands. It runs on the system's
// own Node (20), before anything is installed, and ends with one line: N passed, N failed.
import './require-node.mjs';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from './workspace.mjs';

const bin = join(workspaceRoot, 'node_modules/.bin');
const logs = join(workspaceRoot, 'dist/test-logs');
/** Where the tests make their directories: taken away with all that they leave there. */
const temporary = mkdtempSync(join(tmpdir(), 'twinroot-test-'));
// Some tests are run by another user.
chmodSync(temporary, 0o755);
const env = {
  ...process.env,
  TMPDIR: temporary,
  PATH: `${bin}:${process.env.PATH}`,
  NX_DAEMON: 'false',
  NX_NO_CLOUD: 'true',
};
const counts = { passed: 0, failed: 0, skipped: 0 };

/** Runs a program, its output going where ours goes; gives its status (127: it did not start). */
function run(command, args, cwd = workspaceRoot, stdio = 'inherit') {
  const { status, error } = spawnSync(command, args, { cwd, env, stdio });
  return error ? 127 : (status ?? 1);
}

function say(text) {
  process.stdout.write(`${text}\n`);
}

function wantedPackages() {
  const lines = readFileSync(join(workspaceRoot, '.ci/packages'), 'utf8').split('\n');
  return lines.filter((line) => /^[a-z]/.test(line)).map((line) => line.split(' ')[0]);
}

function isInstalled(name) {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${Status}', name], { encoding: 'utf8' });
  return stdout?.includes('install ok installed') ?? false;
}

function installPackages() {
  if (!existsSync('/etc/debian_version')) return say('not Debian: see .ci/packages for what the tests want');
  const missing = wantedPackages().filter((name) => !isInstalled(name));
  if (missing.length === 0) return undefined;
  if (process.getuid?.() !== 0) return say(`not root: please install ${missing.join(' ')}`);
  say(`installing Debian packages: ${missing.join(' ')}`);
  run('apt-get', ['update', '-qq']);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing]);
  return undefined;
}

function installModules() {
  const marker = join(workspaceRoot, 'node_modules/.package-lock.json');
  const lock = join(workspaceRoot, 'package-lock.json');
  if (existsSync(marker) && statSync(marker).mtimeMs >= statSync(lock).mtimeMs) return;
  if (run('npm', ['ci', '--no-audit', '--no-fund']) !== 0) throw new Error('npm ci failed');
}

/** One check that passes or fails as a whole. */
function check(name, command, args) {
  say(`\n== ${name}`);
  const passed = run(command, args) === 0;
  counts[passed ? 'passed' : 'failed'] += 1;
  if (!passed) say(`FAILED: ${name}`);
  return passed;
}

/** A check by a tool that not every machine has: without it, it is skipped by name. */
function checkBy(name, tool, args) {
  if (run(tool, ['--version'], workspaceRoot, 'ignore') !== 127) return check(name, tool, args);
  counts.skipped += 1;
  say(`\n== ${name}\nskipped: ${name}: ${tool} is not installed`);
  return true;
}

/** The tests of a package, by tap; its own counts are added. */
function tests(directory) {
  say(`\n== tests of ${directory}`);
  const result = spawnSync('tap', ['--reporter=tap'], {
    cwd: join(workspaceRoot, directory),
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const text = result.stdout ?? '';
  writeFileSync(join(logs, `${directory.replaceAll('/', '-')}.tap`), text + (result.stderr ?? ''));
  const count = (pattern) => (text.match(pattern) ?? []).length;
  // Assertions are the lines at any depth that no subtest sums up.
  const lines = text.split('\n');
  let [passed, failed] = [0, 0];
  for (const [index, line] of lines.entries()) {
    const match = /^( *)(not ok|ok) \d+/.exec(line);
    if (match === null || isSummary(lines, index, match[1] ?? '')) continue;
    if (/ # (SKIP|TODO)\b/i.test(line)) {
      counts.skipped += 1;
      say(`skipped: ${line.trim()}`);
    } else if (match[2] === 'ok') passed += 1;
    else {
      failed += 1;
      say(`${lines.slice(index, index + 30).join('\n')}`);
    }
  }
  if (result.status !== 0 && failed === 0) {
    failed = 1;
    say(`${lines.slice(-40).join('\n')}\n${result.stderr ?? ''}`);
  }
  if (passed + failed === 0) {
    failed = 1;
    say('no test ran');
  }
  counts.passed += passed;
  counts.failed += failed;
  say(`${count(/^ok /gm)} files, ${passed} passed, ${failed} failed`);
}

/** Whether a result sums up the indented results right above it. */
function isSummary(lines, index, indent) {
  for (let at = index - 1; at >= 0; at -= 1) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    return line.startsWith(`${indent}    `);
  }
  return false;
}

/** Directories with tests. */
function testDirectories() {
  const packages = readdirSync(join(workspaceRoot, 'packages')).map((name) => `packages/${name}`);
  return [...packages, 'test'].filter((directory) =>
    hasTests(join(workspaceRoot, directory === 'test' ? 'test' : `${directory}/test`)),
  );
}

/** Not by a recursive readdir: Node 20 follows links there, and those of captured machines lead in circles. */
function hasTests(directory) {
  if (!existsSync(directory)) return false;
  return readdirSync(directory, { withFileTypes: true }).some(
    (entry) =>
      (entry.isFile() && entry.name.endsWith('.test.ts')) ||
      (entry.isDirectory() && hasTests(join(directory, entry.name))),
  );
}

const started = Date.now();
installPackages();
installModules();
mkdirSync(logs, { recursive: true });
const node = join(bin, 'node');
if (check('build', 'npm', ['run', '--silent', 'build'])) {
  check('a binary of one command', 'nx', ['run', 'esp-which:compile']);
  check('types of the tests', 'nx', ['run-many', '-t', 'typecheck']);
  check('lint and format', 'biome', ['ci', '--error-on-warnings', '.']);
  check('schemas are fresh', node, ['packages/build-tools/src/write-schemas.ts', '--check']);
  check('man pages and completions are fresh', node, ['packages/build-tools/src/write-docs.ts', '--check']);
  const pages = readdirSync(join(workspaceRoot, 'docs/man')).map((name) => `docs/man/${name}`);
  checkBy('man pages', 'mandoc', ['-T', 'lint', '-W', 'warning', ...pages]);
  const hooks = ['twinroot-hook', 'mkinitcpio/zzz-twinroot', 'debian/zzz-twinroot'].map(
    (name) => `hooks/${name}`,
  );
  const plugin = 'hooks/kernel-install/99-zz-twinroot.install';
  checkBy('shell scripts', 'shellcheck', ['.ci/run', 'units/watched-run', ...hooks, plugin]);
  const units = readdirSync(join(workspaceRoot, 'units')).filter((name) => /\.(service|timer)$/.test(name));
  checkBy('units', 'systemd-analyze', ['verify', '--man=no', ...units.map((name) => `./units/${name}`)]);
  for (const directory of testDirectories()) tests(directory);
  check('demo', 'npm', ['run', '--silent', 'demo']);
}
rmSync(temporary, { recursive: true, force: true });
const seconds = Math.round((Date.now() - started) / 1000);
say(`\n${seconds} seconds, ${counts.skipped} skipped (each named above)`);
say(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;
