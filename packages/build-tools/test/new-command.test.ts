import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { execa } from 'execa';
import t from 'tap';

const workspace = resolve(import.meta.dirname, '../../..');

/** What a copy of the workspace goes without. */
const left = ['node_modules', 'dist', '.tap', '.nx', '.git', 'machine'];

/** A copy of the workspace, with links to what npm installed. */
function copyWorkspace(to: string): void {
  const filter = (path: string) => !left.includes(basename(path));
  for (const name of readdirSync(workspace).filter(filter))
    cpSync(join(workspace, name), join(to, name), { recursive: true, verbatimSymlinks: true, filter });
  mkdirSync(join(to, 'node_modules/@twinroot'), { recursive: true });
  const modules = join(workspace, 'node_modules');
  for (const name of readdirSync(modules).filter((name) => name !== '@twinroot' && name !== '.cache'))
    symlinkSync(join(modules, name), join(to, 'node_modules', name));
  for (const name of readdirSync(join(modules, '@twinroot')))
    symlinkSync(readlinkSync(join(modules, '@twinroot', name)), join(to, 'node_modules/@twinroot', name));
  // That of a command with libraries of its own versions.
  for (const name of readdirSync(join(workspace, 'packages'))) {
    const own = join(workspace, 'packages', name, 'node_modules');
    if (readdirSync(join(own, '..')).includes('node_modules'))
      symlinkSync(own, join(to, 'packages', name, 'node_modules'));
  }
}

t.test('a new command passes the contract as it is', async (t) => {
  // Not in tap's own directory, which is inside of what is copied.
  const copy = mkdtempSync(join(tmpdir(), 'twinroot-new-command-'));
  t.teardown(() => rmSync(copy, { recursive: true, force: true }));
  copyWorkspace(copy);
  const node = async (args: readonly string[], more: object = {}) => {
    const env = { PATH: process.env['PATH'], ...more };
    const options = { cwd: copy, env, extendEnv: false, reject: false } as const;
    const { exitCode, stdout, stderr } = await execa(process.execPath, args, options);
    const failed = stdout.split('\n').filter((line) => /^ *not ok/.test(line));
    t.equal(exitCode, 0, `${args.at(-1)}: ${failed.join('\n')} ${stderr}`);
  };
  const tools = join(copy, 'packages/build-tools/src');
  const fromSource = ['--import', join(tools, 'from-source.ts')];
  await node([join(tools, 'new-command.ts'), 'esp-example']);
  await node([join(tools, 'write-shims.ts')]);
  // One of the contract's tests asks git for the files.
  for (const words of [
    ['init', '-q'],
    ['add', '-A'],
  ])
    spawnSync('git', words, { cwd: copy });
  const shims = { TWINROOT_BIN: 'dist/shims', TWINROOT_COMMAND: 'esp-example' };
  const contract = ['face', 'argv', 'records', 'streams', 'signals', 'docs', 'imports', 'forbidden'];
  const files = [
    ...contract.map((name) => `test/contract/${name}.test.ts`),
    'packages/esp-example/test/mounted-members.test.ts',
    'packages/twinroot/test/commands.test.ts',
    'test/esp-example/esp-example.test.ts',
  ];
  await Promise.all(files.map((file) => node([...fromSource, file], shims)));
});

t.test('what is no name, or there already, is refused', async (t) => {
  for (const name of ['', 'Esp', 'esp', 'lib-esp', '../esp-a', 'esp-which']) {
    const { status } = spawnSync(process.execPath, [
      resolve(import.meta.dirname, '../src/new-command.ts'),
      name,
    ]);
    t.equal(status, 2, name);
  }
});
