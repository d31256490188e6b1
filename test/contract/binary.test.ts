import { copyFileSync, linkSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { call } from './call.ts';
import { binaries, commands, workspace } from './commands.ts';

const twinroot = join(binaries, 'twinroot');

/** A place for hard links, which must be on the file system of the binary. */
function placeBeside(): string {
  const place = join(binaries, '..', `contract-${process.pid}`);
  mkdirSync(place);
  return place;
}

t.test('a command is known by the name that it is called by', async (t) => {
  const place = t.testdir({ linked: {}, copied: {} });
  const beside = placeBeside();
  t.teardown(() => rmSync(beside, { recursive: true }));
  copyFileSync(twinroot, join(place, 'copied/twinroot'));
  for (const { name, binary } of commands) {
    const expected = await call(binary, ['--help']);
    t.equal(expected.status, 0);
    symlinkSync(binary, join(place, 'linked', name));
    linkSync(twinroot, join(beside, name));
    symlinkSync('twinroot', join(place, 'copied', name));
    const ways: [way: string, program: string, env: Record<string, string>, cwd: string][] = [
      ['a symlink to a symlink', join(place, 'linked', name), {}, '/'],
      ['a hard link', join(beside, name), {}, '/'],
      ['a copy elsewhere', join(place, 'copied', name), {}, '/'],
      ['a relative path', `./${name}`, {}, binaries],
      ['PATH', name, { PATH: binaries }, '/'],
      ['PATH with a hard link', name, { PATH: beside }, '/'],
      ['PATH with a relative directory', name, { PATH: '.' }, join(place, 'linked')],
    ];
    for (const [way, program, env, cwd] of ways) {
      t.same(
        await call(
          '/usr/bin/env',
          ['-i', ...Object.entries(env).map((pair) => pair.join('=')), program, '--help'],
          { cwd },
        ),
        expected,
        `${name} by ${way}`,
      );
    }
  }
});

t.test('under a name that is no command it is twinroot', async (t) => {
  const place = t.testdir({});
  symlinkSync(twinroot, join(place, 'esp-nonesuch'));
  t.same(await call(join(place, 'esp-nonesuch'), ['--version']), await call(twinroot, ['--version']));
});

t.test('nothing of the caller gets into node', async (t) => {
  for (const { binary } of commands) {
    const expected = await call(binary, ['--help']);
    for (const options of [
      '--require=/nonexistent.js',
      '--import=data:text/javascript,console.log(1)',
      '--bogus',
      '--version',
      '--inspect-brk=0',
    ]) {
      t.same(await call(binary, ['--help'], { env: { NODE_OPTIONS: options } }), expected, options);
    }
    for (const option of [
      '--inspect',
      '--v8-options',
      '--eval=1',
      '--require=/nonexistent.js',
      '--node-snapshot',
    ]) {
      t.match(await call(binary, [option]), { status: 2, out: '', err: option.replace(/=.*/, '') }, option);
    }
  }
});

t.test('a command loads nothing of another', async (t) => {
  const hook = join(import.meta.dirname, 'record-loads.ts');
  for (const { name } of commands) {
    const args = ['--import', hook, join(workspace, 'packages/twinroot/dist/main.js'), name, '--version'];
    const { status, err } = await call(process.execPath, args);
    t.equal(status, 0, err);
    const loaded = new Set([...err.matchAll(/packages\/((?!lib-)[\w-]+)\/dist/g)].map(([, found]) => found));
    t.same([...loaded].sort(), ['twinroot', name].sort());
    t.notMatch(err, /node_modules\/(cac|execa|chokidar)\//, 'what is not needed is not loaded');
  }
});
