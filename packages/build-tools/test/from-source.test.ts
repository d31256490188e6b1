import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import t from 'tap';

const workspace = resolve(import.meta.dirname, '../../..');
const run = (args: readonly string[]) =>
  execFileSync(process.execPath, ['--import', '@twinroot/build-tools/from-source', ...args], {
    cwd: workspace,
    encoding: 'utf8',
    env: {},
  });

t.test('packages of the workspace are their sources, all others what they are', async (t) => {
  const cases: readonly (readonly [specifier: string, file: RegExp])[] = [
    ['@twinroot/lib-record', /packages\/lib-record\/src\/index\.ts$/],
    ['@twinroot/lib-command/docs', /packages\/lib-command\/src\/docs\.ts$/],
    ['@twinroot/esp-which/run', /packages\/esp-which\/src\/run\.ts$/],
    ['cac', /node_modules\/cac\//],
    ['node:fs', /^node:fs$/],
  ];
  for (const [specifier, file] of cases) {
    const script = `process.stdout.write(import.meta.resolve(${JSON.stringify(specifier)}))`;
    t.match(run(['--input-type=module', '--eval', script]).trim(), file);
  }
});

t.test('a shim is its command, from the sources, and nothing of the caller gets into its node', async (t) => {
  const directory = t.testdir({});
  run([join(workspace, 'packages/build-tools/src/write-shims.ts'), directory]);
  t.ok(readdirSync(directory).includes('twinroot'));
  for (const name of ['esp-which', 'twinroot']) {
    const { status, stdout } = spawnSync(join(directory, name), ['--version'], {
      env: { NODE_OPTIONS: '--require=/nonexistent.js' },
      encoding: 'utf8',
    });
    t.match({ status, stdout }, { status: 0, stdout: new RegExp(`^${name} \\d+\\.`) });
  }
});
