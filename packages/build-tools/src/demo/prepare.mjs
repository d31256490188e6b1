// What the demo needs first: tools, packages, binaries. Each is made only when it is missing or stale.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '../workspace.mjs';

/** What a machine has to have besides Node and npm, with the Debian package that it is in. */
const tools = [
  ['lsblk', 'util-linux'],
  ['flock', 'util-linux'],
  ['sync', 'coreutils'],
];

/** Where the binaries are. */
export const binaries = join(workspaceRoot, 'dist/bin');

/** Installs and builds, as far as that is due. Throws an error that says what to do when it cannot. */
export function prepare(say) {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('the binaries are for Linux on x86-64');
  const missing = tools.filter(([tool]) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).error);
  if (missing.length > 0) {
    const names = missing.map(([tool]) => tool).join(', ');
    const packages = [...new Set(missing.map(([, name]) => name))].join(' ');
    throw new Error(`missing: ${names}; on Debian: apt-get install ${packages}`);
  }
  const installed = timeOf(join(workspaceRoot, 'node_modules/.package-lock.json'));
  if (installed === 0) run(say, 'Installing the packages (once)', ['ci', '--no-audit', '--no-fund']);
  if (timeOf(join(binaries, 'esp-mirror')) < newestSource())
    run(say, 'Building the commands', ['run', '--silent', 'build']);
}

/** Runs npm; what it says is shown only when it fails. */
function run(say, what, args) {
  say(`${what}: npm ${args.join(' ')}`);
  const { status, error, stdout, stderr } = spawnSync('npm', args, {
    cwd: workspaceRoot,
    env: { ...process.env, NX_DAEMON: 'false', NX_NO_CLOUD: 'true' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 28,
  });
  if (status === 0) return;
  throw new Error(`npm ${args.join(' ')} failed: ${error?.message ?? `\n${stdout}${stderr}`}`);
}

/** When a file was written; 0 when it is not there. */
function timeOf(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

/** When the newest file was written that binaries are made from. */
function newestSource() {
  const packages = join(workspaceRoot, 'packages');
  const files = readdirSync(packages).flatMap((name) => [
    join(packages, name, 'package.json'),
    ...sourcesBelow(join(packages, name, 'src')),
  ]);
  return Math.max(timeOf(join(workspaceRoot, 'package-lock.json')), ...files.map(timeOf));
}

function sourcesBelow(directory) {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true })
    .map((name) => join(directory, name))
    .filter((path) => path.endsWith('.ts'));
}
