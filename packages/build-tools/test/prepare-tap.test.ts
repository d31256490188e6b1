import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import t from 'tap';

const workspace = resolve(import.meta.dirname, '../../..');
const prepareTap = resolve(import.meta.dirname, '../src/prepare-tap.mjs');

/** Whether tap loads its plugins from here, and is thus copied; other modules are linked to. */
const isTap = (name: string) => ['tap', '@tapjs'].includes(name);

/** A checkout with what a test needs: tap itself, with links to the rest of what npm installed. */
function makeCheckout(directory: string): void {
  const [from, to] = [join(workspace, 'node_modules'), join(directory, 'node_modules')];
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (isTap(name)) cpSync(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true });
    else symlinkSync(join(from, name), join(to, name));
  }
  cpSync(join(workspace, '.taprc'), join(directory, '.taprc'));
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }\n');
  mkdirSync(join(directory, 'test'));
  writeFileSync(
    join(directory, 'test/one.test.ts'),
    "import t from 'tap';\nt.type(t.testdir, 'function', 'of a plugin');\n",
  );
}

t.test('a checkout that is copied after its packages were installed runs its tests', async (t) => {
  const [before, after] = [join(t.testdir(), 'before'), join(t.testdirName, 'after')];
  makeCheckout(before);
  const env = { PATH: process.env['PATH'] };
  execFileSync(process.execPath, [prepareTap], { cwd: before, env });
  cpSync(before, after, { recursive: true, verbatimSymlinks: true });
  const tap = join(after, 'node_modules/tap/dist/esm/run.mjs');
  for (const args of [['test/one.test.ts'], [tap, 'test/one.test.ts', '--reporter=tap']]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: after,
      env,
      encoding: 'utf8',
    });
    t.match({ status, stdout }, { status: 0, stdout: /^ok 1 - /m }, stderr);
  }
});
