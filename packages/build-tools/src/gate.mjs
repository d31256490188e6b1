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
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests, testedPackages } from './package-tests.mjs';
import { workspaceRoot } from './workspace.mjs';

const bin = join(workspaceRoot, 'node_modules/.bin');
const logs = join(workspaceRoot, 'dist/test-logs');
/** Where the tests make their directories: taken away with all that they leave there. */
const temporary = mkdtempSync(join(tmpdir(), 'twinroot-test-'));
// Some tests are run by another user.
chmodSync(temporary, 0o755);
/** Test files that run at a time. tap's own number leaves a processor free, which of two is half of them. */
const processors = Number(process.env.TAP_JOBS) || availableParallelism();
/** What Node compiled of the modules that each of hundreds of test files imports; of this run only. */
const compiled = join(workspaceRoot, 'dist/compile-cache');
const env = {
  ...process.env,
  TMPDIR: temporary,
  NODE_COMPILE_CACHE: compiled,
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

/** The counts of a directory's tests are added to all others. */
function add({ passed, failed, skipped, text }) {
  counts.passed += passed;
  counts.failed += failed;
  counts.skipped += skipped;
  say(text);
}

const started = Date.now();
installPackages();
installModules();
mkdirSync(logs, { recursive: true });
rmSync(compiled, { recursive: true, force: true });
const node = join(bin, 'node');
if (check('build', 'npm', ['run', '--silent', 'build'])) {
  check('a binary of one command', 'nx', ['run', 'esp-which:compile']);
  check('types of the tests', 'nx', ['run-many', '-t', 'typecheck']);
  check('lint and format', 'biome', ['ci', '--error-on-warnings', '.']);
  check('schemas are fresh', node, ['packages/build-tools/src/write-schemas.ts', '--check']);
  check('man pages and completions are fresh', node, ['packages/build-tools/src/write-docs.ts', '--check']);
  const pages = readdirSync(join(workspaceRoot, 'docs/man')).map((name) => `docs/man/${name}`);
  checkBy('man pages', 'mandoc', ['-T', 'lint', '-W', 'warning', ...pages]);
  const initrds = ['initrd/degraded-root', 'initrd/degraded-root.sh', 'dracut/module-setup.sh'].concat([
    'initramfs-tools/hook',
    'initramfs-tools/script',
    'mkinitcpio/install',
    'mkinitcpio/run',
  ]);
  const hooks = [
    'twinroot-hook',
    'mkinitcpio/zzz-twinroot',
    'debian/zzz-twinroot',
    'debian/generation-hint',
    ...initrds,
  ].map((name) => `hooks/${name}`);
  const plugin = 'hooks/kernel-install/99-zz-twinroot.install';
  checkBy('shell scripts', 'shellcheck', [
    '.ci/run',
    'packages/build-tools/src/package/install.sh',
    'units/degraded-report',
    'units/gen-upgrade',
    'units/watched-run',
    ...hooks,
    plugin,
  ]);
  const how = { env, logs };
  await runTests(testedPackages(), processors, { ...how, jobs: 1 }, add);
  await runTests(['test'], 1, { ...how, jobs: processors }, add);
  check('demo', 'npm', ['run', '--silent', 'demo']);
}
rmSync(temporary, { recursive: true, force: true });
const seconds = Math.round((Date.now() - started) / 1000);
say(`\n${seconds} seconds, ${counts.skipped} skipped (each named above)`);
say(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;
