import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { call, callOnTerminal, callWithoutReader, quote } from '../support/call.ts';
import { commands } from './commands.ts';
import { scenariosOf } from './scenarios.ts';

// One call after the other for all commands: as long as there are many of them.
t.setTimeout(900_000);

for (const command of commands) {
  const { name, binary, spec } = command;

  if (spec.reads) {
    const pipeline = spec.reads.pipeline;
    t.test(`${name}: input that holds no records is 2`, async (t) => {
      const inputs = [
        '',
        '\n',
        ' \n\n',
        'hello\n',
        '{"schema":',
        '#BOGUS\n',
        '{"schema":"twinroot.bogus/1"}\n',
        '\0',
        '# \n',
      ];
      for (const input of inputs) {
        const { status, out, err } = await call(binary, [], { input });
        t.match({ status, out }, { status: 2, out: '' }, JSON.stringify(input));
        t.match(err, /^[^\n]+\n$/);
      }
    });

    t.test(`${name}: a terminal on stdin is 2, and the pipeline is named`, async (t) => {
      const { status, out } = await callOnTerminal(quote(binary));
      t.equal(status, 2);
      t.ok(out.includes(pipeline), out);
    });
  }

  if (spec.filters) {
    const filterCall = spec.filters.call;
    t.test(`${name}: a terminal on stdin is 2, and a call is named`, async (t) => {
      const { status, out } = await callOnTerminal(quote(binary));
      t.equal(status, 2);
      t.ok(out.includes(filterCall), out);
    });

    if (spec.filters.strict)
      t.test(`${name}: what is not the text that it reads is 2`, async (t) => {
        for (const input of ['', '\n', 'hello\n', '\0', '\u00e9=\n', '{}\n']) {
          const { status, out, err } = await call(binary, [], { input });
          t.match({ status, out }, { status: 2, out: '' }, JSON.stringify(input));
          t.match(err, /^[^\n]+\n$/);
        }
      });
    else testKept(name, binary);

    t.test(`${name}: a directory on stdin is 2`, async (t) => {
      t.match(await callOnTerminal(`${quote(binary)} </`), { status: 2 });
    });
  }

  t.test(`${name}: a reader that went away is 141 without a word`, async (t) => {
    const directory = t.testdir({});
    const fifo = join(directory, 'fifo');
    t.match(await callWithoutReader(binary, ['--help'], { fifo }), { status: 141, err: '' });
    for (const { args, input } of await scenariosOf(command, t, directory)) {
      const { status, err } = await callWithoutReader(binary, ['-q', ...args], { fifo, input });
      t.equal(status, 141);
      t.notMatch(err, /EPIPE|\bat /);
    }
  });

  t.test(`${name}: output is the same on a pipe and on a terminal`, async (t) => {
    const directory = t.testdir({});
    const file = join(directory, 'input');
    for (const { args, input } of await scenariosOf(command, t, directory)) {
      for (const form of [[], ['--json'], ['--no-header'], ['--human']]) {
        writeFileSync(file, input);
        const piped = await call(binary, [...args, ...form], { input });
        const shown = await callOnTerminal(`${quote(binary, ...args, ...form)} <${quote(file)} 2>/dev/null`);
        t.not(piped.out, '', piped.err);
        t.equal(shown.out, piped.out);
        t.equal(shown.status, piped.status);
      }
    }
    t.equal((await callOnTerminal(quote(binary, '--help'))).out, (await call(binary, ['--help'])).out);
  });

  t.test(`${name}: colour is on a terminal only, and never with NO_COLOR`, async (t) => {
    const command = quote(binary, '--bogus');
    t.ok((await callOnTerminal(command)).out.includes('\u001b['));
    t.notOk((await callOnTerminal(command, { env: { NO_COLOR: '1' } })).out.includes('\u001b'));
    t.notOk((await callOnTerminal(command, { env: { TERM: 'dumb' } })).out.includes('\u001b'));
    t.notOk(
      (await call(binary, ['--bogus'], { env: { TERM: 'xterm', FORCE_COLOR: '1' } })).err.includes('\u001b'),
    );
  });
}

/** A filter without a rule. */
function testKept(name: string, binary: string): void {
  t.test(`${name}: without an option it writes what it reads, on a terminal too`, async (t) => {
    const input = 'title \u00e9 \r\n\toptions a=UUID=b\n\n# c';
    t.same(await call(binary, [], { input }), { status: 0, signal: null, out: input, err: '' });
    t.match(await call(binary, []), { status: 0, out: '', err: '' });
    const file = join(t.testdir({}), 'input');
    writeFileSync(file, 'a\nb\n');
    t.match(await callOnTerminal(`${quote(binary)} <${quote(file)}`), { status: 0, out: 'a\nb\n' });
  });
}
