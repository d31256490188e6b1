import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { binaries } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { allNames, commands } from './commands.ts';

// One call after the other for all commands: as long as there are many of them.
t.setTimeout(900_000);

t.test('every command is built, and nothing else', async (t) => {
  t.ok(commands.length > 0);
  for (const { name, binary, spec } of commands) {
    t.ok(existsSync(binary), `${binary} (npm run build)`);
    t.equal(spec.name, name);
  }
  t.same(readdirSync(binaries).sort(), [...allNames, 'twinroot'].sort());
});

for (const { name, binary, spec } of commands) {
  t.test(`${name}: help goes to stdout with 0`, async (t) => {
    for (const args of [['-h'], ['--help'], ['-v', '--help']]) {
      const { status, out, err } = await call(binary, args);
      t.equal(status, 0);
      t.equal(err, '');
      for (const option of spec.options) t.ok(out.includes(`--${option.name}`), option.name);
      for (const { command } of spec.examples) t.ok(out.includes(command), command);
    }
  });

  t.test(`${name}: what is made of the options is not in their words, too`, async (t) => {
    for (const { name, help } of spec.options) t.notMatch(help, /repeated/, name);
    const { out } = await call(binary, ['--help']);
    t.notMatch(out, /(may be repeated).*\1/);
  });

  t.test(`${name}: the version goes to stdout with 0, and -v is not it`, async (t) => {
    for (const args of [['-V'], ['--version']]) {
      const { status, out, err } = await call(binary, args);
      t.equal(status, 0);
      t.match(out, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+\\n$`));
      t.equal(err, '');
    }
    t.notMatch((await call(binary, ['-v', '--bogus'])).out, /\d/);
  });

  t.test(`${name}: an unknown option is 2 on stderr, with the nearest known one`, async (t) => {
    const { status, out, err } = await call(binary, ['--sysrot', '/']);
    t.match({ status, out }, { status: 2, out: '' });
    t.match(err, /^[^\n]*--sysroot[^\n]*\n$/);
  });

  t.test(`${name}: the statuses are of the closed list`, async (t) => {
    const statuses = spec.exits.map(({ status }) => status);
    for (const status of [0, 1, 2] as const) t.ok(statuses.includes(status));
    t.equal(new Set(statuses).size, statuses.length);
  });

  t.test(`${name}: no option is there twice`, async (t) => {
    const { out } = await call(binary, ['--help']);
    const given = [...out.matchAll(/^ +(?:-(\w), | {4})--([\w-]+)/gm)].flatMap(([, short, long]) => [
      short,
      long,
    ]);
    const known = given.filter((word) => word !== undefined);
    t.ok(known.length > spec.options.length);
    t.equal(new Set(known).size, known.length);
  });
}

const twinroot = join(binaries, 'twinroot');

t.test('twinroot lists the commands', async (t) => {
  for (const args of [[], ['--help'], ['-h']]) {
    const { status, out, err } = await call(twinroot, args);
    t.match({ status, err }, { status: 0, err: '' });
    for (const { name, spec } of commands) t.match(out, new RegExp(`^ +${name} +${spec.summary}$`, 'm'));
  }
});

t.test('twinroot runs one', async (t) => {
  for (const { name, binary } of commands) {
    t.same(await call(twinroot, [name, '--help']), await call(binary, ['--help']));
    t.match(await call(twinroot, [name, '--bogus']), { status: 2 });
  }
  t.match(await call(twinroot, ['--version']), { status: 0, out: /^twinroot \d/ });
});

t.test('twinroot names the nearest command and option', async (t) => {
  t.match(await call(twinroot, ['esp-wich']), { status: 2, out: '', err: /esp-which/ });
  t.match(await call(twinroot, ['--verson']), { status: 2, out: '', err: /--version/ });
});
