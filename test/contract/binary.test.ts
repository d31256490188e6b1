import { copyFileSync, linkSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { binaries, workspace } from '../support/binaries.ts';
import { type Answer, call } from '../support/call.ts';
import { commands } from './commands.ts';

// One call after the other for all commands: as long as there are many of them.
t.setTimeout(900_000);

/** Scripts that run the sources are no binaries. */
const skip = process.env['TWINROOT_BIN'] === undefined ? false : 'TWINROOT_BIN names other commands';

const twinroot = join(binaries, 'twinroot');

/** A command's own binary; those of the others are made in the same way. */
const own = join(workspace, 'packages/esp-which/dist/bin/esp-which');

/** The answers to `--help` of a binary, by each way to call it under a name; its links and copies are made in `place`. */
async function answersOf(binary: string, name: string, place: string): Promise<ReadonlyMap<string, Answer>> {
  const beside = join(dirname(binary), '..', `${name}-${process.pid}`); // hard links stay on one file system
  for (const path of [beside, join(place, 'linked'), join(place, 'copied')])
    mkdirSync(path, { recursive: true });
  symlinkSync(binary, join(place, 'linked', name));
  linkSync(binary, join(beside, name));
  copyFileSync(binary, join(place, 'copied', 'original'));
  symlinkSync('original', join(place, 'copied', name));
  const ways: readonly (readonly [way: string, program: string, path: string, cwd: string])[] = [
    ['a symlink', join(place, 'linked', name), '', '/'],
    ['a hard link', join(beside, name), '', '/'],
    ['a link to a copy', join(place, 'copied', name), '', '/'],
    ['a relative path', `./${name}`, '', join(place, 'linked')],
    ['PATH', name, join(place, 'linked'), '/'],
    ['PATH and a hard link', name, beside, '/'],
    ['a relative PATH', name, '.', join(place, 'linked')],
  ];
  const answers = new Map<string, Answer>();
  for (const [way, program, path, cwd] of ways) {
    const environment = path === '' ? ['-i'] : ['-i', `PATH=${path}`];
    answers.set(way, await call('/usr/bin/env', [...environment, program, '--help'], { cwd }));
  }
  rmSync(beside, { recursive: true });
  return answers;
}

for (const { name, binary } of commands) {
  t.test(`${name} is known by the name that it is called by`, { skip }, async (t) => {
    const expected = await call(binary, ['--help']);
    t.match(expected, { status: 0, out: new RegExp(`^${name}:`), err: '' });
    for (const [way, answer] of await answersOf(twinroot, name, t.testdir({}))) t.same(answer, expected, way);
  });
}

t.test('a binary of its own is its command by any name', { skip }, async (t) => {
  const expected = await call(join(binaries, 'esp-which'), ['--help']);
  t.same(await call(own, ['--help']), expected);
  for (const name of ['esp-bind', 'twinroot', 'anything']) {
    for (const [way, answer] of await answersOf(own, name, t.testdir({})))
      t.same(answer, expected, `${name}: ${way}`);
  }
});

t.test('under a name that is no command it is twinroot', { skip }, async (t) => {
  const expected = await call(twinroot, ['--help']);
  t.match(expected, { status: 0, out: /^twinroot:/ });
  for (const [way, answer] of await answersOf(twinroot, 'esp-nonesuch', t.testdir({})))
    t.same(answer, expected, way);
});

for (const binary of [...commands.map((command) => command.binary), own]) {
  t.test(
    `nothing of the caller gets into the node of ${binary.slice(workspace.length)}`,
    { skip },
    async (t) => {
      const expected = await call(binary, ['--help']);
      const hostile = [
        '--require=/nonexistent.js',
        '--import=data:text/javascript,process.exit(7)',
        '--version',
        '--inspect-brk=0',
        '--nonesuch',
      ];
      for (const options of hostile) {
        t.same(await call(binary, ['--help'], { env: { NODE_OPTIONS: options } }), expected, options);
      }
      const root = t.testdir({ 'openssl.cnf': 'broken [ = \n[x\n', written: {}, 'cert.pem': 'none' });
      for (const [name, value] of [
        ['OPENSSL_CONF', 'openssl.cnf'],
        ['SSL_CERT_FILE', 'cert.pem'],
        ['NODE_EXTRA_CA_CERTS', 'cert.pem'],
        ['NODE_COMPILE_CACHE', 'written/cache'],
        ['NODE_REDIRECT_WARNINGS', 'written/warnings'],
        ['NODE_PATH', 'written'],
      ] as const) {
        const env = { [name]: join(root, value) };
        t.same(await call(binary, ['--help'], { env }), expected, name);
        t.strictSame(filesBelow(join(root, 'written')), [], `${name}: no file is written`);
      }
      for (const option of ['--inspect', '--v8-options', '--eval=1', '--require=/nonexistent.js']) {
        t.match(await call(binary, [option]), { status: 2, out: '', err: option.replace(/=.*/, '') }, option);
      }
    },
  );
}

t.test('what is written to /dev/null while it is a regular file harms nobody', { skip }, async (t) => {
  const script = 'mount -t tmpfs none /dev && echo broken >/dev/null && exec "$@"';
  const isolated = ['--mount', '/bin/sh', '-c', script, 'sh', twinroot, '--version'];
  t.match(await call('/usr/bin/unshare', isolated), { status: 0, err: '', out: /^twinroot / });
});

for (const { name } of commands) {
  t.test(`${name} loads nothing of another command`, { skip }, async (t) => {
    const hook = join(import.meta.dirname, 'record-loads.ts');
    const main = join(workspace, 'packages/twinroot/dist/main.js');
    const { status, err } = await call(process.execPath, ['--import', hook, main, name, '--version']);
    t.equal(status, 0, err);
    const loaded = new Set([...err.matchAll(/packages\/((?!lib-)[\w-]+)\/dist/g)].map(([, found]) => found));
    t.same([...loaded].sort(), ['twinroot', name].sort());
    t.notMatch(err, /node_modules\/(cac|execa|chokidar)\//, 'what is not needed is not loaded');
  });
}

function filesBelow(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}
