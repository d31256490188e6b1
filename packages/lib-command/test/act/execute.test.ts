import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { type AnyRecord, espSetTable, RecordError } from '@twinroot/lib-record';
import t from 'tap';
import { execute } from '../../src/act/execute.ts';
import type { Context } from '../../src/context.ts';
import { CommandError } from '../../src/decide/command-error.ts';
import { Interruption } from '../../src/decide/interruption.ts';
import { planTable, spec } from '../fixture.ts';
import { testSurroundings } from '../surroundings.ts';

const streaming = { ...spec, streams: true } as const;
type FixtureContext = Context<typeof spec>;
const header = '#ROLE KIND STATE PARTUUID DEVICE UUID MOUNTPOINT\n';
const row = 'booted esp mounted 0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6 /dev/sda1 6B7E-A837 /efi0\n';
const set = `${header}${row}`;

async function copy({ readGroups, writeGroup }: FixtureContext): Promise<0> {
  for await (const group of readGroups(espSetTable)) await writeGroup(espSetTable, group);
  return 0;
}

t.test('the status is what the command returns', async (t) => {
  for (const status of [0, 1, 2, 32] as const) {
    const { surroundings, err } = testSurroundings([]);
    t.equal(await execute(spec, async () => status, surroundings), status);
    t.equal(err(), '');
  }
});

t.test('progress is shown on a terminal only, and never with --quiet', async (t) => {
  const cases: [args: string[], given: object, err: string][] = [
    [[], { stderrIsTerminal: true }, `\r\u001b[K50 %\r\u001b[K${spec.name}: done\n\r\u001b[Klast\r\u001b[K`],
    [['-q'], { stderrIsTerminal: true }, ''],
    [[], { stderrIsTerminal: true, env: { TERM: 'dumb' } }, `${spec.name}: done\n`],
    [[], {}, `${spec.name}: done\n`],
  ];
  for (const [args, given, expected] of cases) {
    const { surroundings, err } = testSurroundings(args);
    const run = async ({ progress, message }: FixtureContext) => {
      progress?.('50 %');
      message.info('done');
      progress?.('last');
      return 0 as const;
    };
    await execute(spec, run, { ...surroundings, ...given });
    t.equal(err(), expected, args.join(' '));
  }
});

t.test('options and operands reach the command with their types', async (t) => {
  const { surroundings } = testSurroundings([
    '-n',
    '--wait=1.5',
    '--to',
    'a',
    'b',
    '--sysroot=.',
    '--',
    '007',
  ]);
  const run = async ({ options, operands, dryRun, sysroot, quiet }: FixtureContext) => {
    const wait: number = options.wait;
    const to: readonly string[] = options.to;
    const token: string | undefined = options.token;
    t.same({ wait, to, token }, { wait: 1.5, to: ['a', 'b'], token: undefined });
    t.same(
      { operands, dryRun, sysroot, quiet },
      { operands: ['007'], dryRun: true, sysroot: process.cwd(), quiet: false },
    );
    return 0 as const;
  };
  t.equal(await execute(spec, run, surroundings), 0);
});

const failures: [name: string, error: unknown, status: number][] = [
  ['a failure with a status of its own', new CommandError(32, 'no'), 32],
  ['a failure inside another', new Error('outer', { cause: new CommandError(2, 'inner') }), 2],
  ['records that do not decode', new RecordError('FIELD', 'odd'), 2],
  [
    'a signalled child',
    Object.assign(new Error('lsblk was ended'), { code: 'SIGNAL', signal: 'SIGSEGV' }),
    139,
  ],
  ['a child that took too long', Object.assign(new Error('late'), { code: 'TIMEOUT', signal: 'SIGKILL' }), 1],
  ['an error that only looks signalled', Object.assign(new Error('odd'), { signal: 'SIGNOTHING' }), 1],
  ['a defect', new TypeError('x is undefined'), 1],
  ['what is no error', 'a text', 1],
  ['nothing at all', undefined, 1],
];
for (const [name, error, status] of failures) {
  t.test(`${name} is one line and status ${status}`, async (t) => {
    const { surroundings, out, err } = testSurroundings([]);
    t.equal(await execute(spec, () => Promise.reject(error), surroundings), status);
    t.match(err(), /^esp-fixture: [^\n]+\n$/);
    t.equal(out(), '');
  });
}

t.test('the causes of a failure are named, each once', async (t) => {
  const { surroundings, err } = testSurroundings([]);
  const cause = new Error('no space', { cause: new Error('ENOSPC') });
  await execute(spec, () => Promise.reject(new Error('mirroring to /efi1', { cause })), surroundings);
  t.equal(err(), 'esp-fixture: mirroring to /efi1: no space: ENOSPC\n');
});

t.test('a defect shows where it arose under --verbose only', async (t) => {
  const { surroundings, err } = testSurroundings(['-v']);
  await execute(spec, () => Promise.reject(new TypeError('odd')), surroundings);
  t.match(err(), /\nesp-fixture: at /);
});

t.test('a wrong call never reaches the command', async (t) => {
  const wrong = [
    ['--bogus'],
    ['--sysroot=/nonexistent'],
    ['--sysroot', '/dev/null'],
    ['-o', 'BOGUS'],
    ['-n', '-o', 'ROLE'],
  ];
  for (const args of wrong) {
    const { surroundings, err, out } = testSurroundings(args);
    t.equal(await execute(spec, () => t.fail('ran') as never, surroundings), 2, args.join(' '));
    t.match(err(), /^esp-fixture: [^\n]+\n$/);
    t.equal(out(), '');
  }
});

t.test('help and version go to stdout', async (t) => {
  for (const option of ['-h', '--help', '-V', '--version']) {
    const { surroundings, err, out } = testSurroundings([option]);
    t.equal(await execute(spec, () => t.fail('ran') as never, surroundings), 0);
    t.match(out(), /^esp-fixture/);
    t.equal(err(), '');
  }
});

const forms: [name: string, args: string[], input: string, expected: string | RegExp][] = [
  ['a table', [], set, /^#ROLE +KIND[^\n]+\nbooted [^\n]+\n$/],
  ['JSON', ['-J'], set, /^\{"schema":"twinroot.esp-set\/1"[^\n]+\}\n$/],
  ['chosen columns without a header', ['--no-header', '-o', 'UUID,ROLE'], set, '6B7E-A837 booted\n'],
  ['a group that was ended is ended', ['--no-header', '-o', 'UUID'], `${set}\n`, '6B7E-A837\n\n'],
  [
    'two groups, the last one not ended',
    ['--no-header', '-o', 'UUID'],
    `${set}\n${set}`,
    '6B7E-A837\n\n6B7E-A837\n',
  ],
  ['columns of another record type are its default ones', ['-o', 'UUID', '--replace'], set, /^#OPERATION\n/],
];
for (const [name, args, input, expected] of forms) {
  t.test(`written: ${name}`, async (t) => {
    const { surroundings, out } = testSurroundings(args, { input });
    const run = async (context: FixtureContext) => {
      if (!context.options.replace) return copy(context);
      await context.writeGroup(planTable, []);
      return 0 as const;
    };
    t.equal(await execute(spec, run, surroundings), 0);
    if (typeof expected === 'string') t.equal(out(), expected);
    else t.match(out(), expected);
  });
}

t.test('a group is there before the next one comes', async (t) => {
  const input = new PassThrough();
  const { surroundings, out } = testSurroundings(['--no-header', '-o', 'UUID'], { input });
  const ended = execute(spec, copy, surroundings);
  input.write(`${set}\n`);
  let seen = '';
  while (seen === '') {
    await new Promise(setImmediate);
    seen = out();
  }
  t.equal(seen, '6B7E-A837\n\n');
  input.end();
  t.equal(await ended, 0);
});

t.test('a command that streams ends each group at once', async (t) => {
  const { surroundings, out } = testSurroundings(['--no-header', '-o', 'UUID'], { input: set });
  t.equal(await execute(streaming, copy, surroundings), 0);
  t.equal(out(), '6B7E-A837\n\n');
});

const badInputs: [name: string, input: string | Readable][] = [
  ['empty', ''],
  ['blank', '\n \n'],
  ['not a table', 'hello\n'],
  ['JSON cut off', '{"schema":"twinroot.esp-set/1","mem'],
  ['an unknown role', `${header}${row.replace('booted', 'primary')}`],
  ['bytes that are not UTF-8', Readable.from([Buffer.from([0x23, 0xff, 0x0a])])],
];
for (const [name, input] of badInputs) {
  t.test(`input refused with status 2: ${name}`, async (t) => {
    const { surroundings, out, err } = testSurroundings([], { input });
    t.equal(await execute(spec, copy, surroundings), 2);
    t.equal(out(), '');
    t.match(err(), /^esp-fixture: [^\n]+\n$/);
  });
}

t.test('a terminal is not read', async (t) => {
  const { surroundings, err } = testSurroundings([], {
    stdinIsTerminal: () => true,
    stdin: () => t.fail('opened') as never,
  });
  t.equal(await execute(spec, copy, surroundings), 2);
  t.match(err(), 'esp-which | esp-fixture');
});

t.test('input is not opened before it is read', async (t) => {
  const { surroundings } = testSurroundings([], { stdin: () => t.fail('opened') as never });
  t.equal(await execute(spec, async () => 0, surroundings), 0);
});

t.test('a record that cannot be written is our failure', async (t) => {
  const { surroundings } = testSurroundings([]);
  const odd: AnyRecord = { role: 'nonsense' };
  const run = async ({ writeGroup }: FixtureContext) => {
    await writeGroup(espSetTable, [odd]);
    return 0 as const;
  };
  t.equal(await execute(spec, run, surroundings), 1);
});

function failing(code: string): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })) });
}

t.test('a reader that went away is 141 without a word, and aborts the signal', async (t) => {
  for (const args of [[], ['--help']]) {
    const { surroundings, err } = testSurroundings(args, { input: set, stdout: failing('EPIPE') });
    const run = async (context: FixtureContext) => {
      await t.rejects(copy(context));
      t.ok(context.signal.aborted);
      context.signal.throwIfAborted();
      return 0 as const;
    };
    t.equal(await execute(spec, run, surroundings), 141);
    t.equal(err(), '');
  }
});

t.test('output that cannot be written is status 1', async (t) => {
  const { surroundings, err } = testSurroundings([], { input: set, stdout: failing('ENOSPC') });
  t.equal(await execute(spec, copy, surroundings), 1);
  t.match(err(), 'ENOSPC');
});

t.test('interrupted while it waits for input', async (t) => {
  const told = new AbortController();
  const { surroundings } = testSurroundings([], { input: new PassThrough(), signal: told.signal });
  const ended = execute(spec, copy, surroundings);
  setImmediate(() => told.abort(new Interruption('SIGTERM')));
  t.equal(await ended, 143);
});

t.test('interrupted: what the command returns in good order does not hide it', async (t) => {
  const told = new AbortController();
  const run = async () => {
    told.abort(new Interruption('SIGINT'));
    return 0 as const;
  };
  t.equal(await execute(spec, run, testSurroundings([], { signal: told.signal }).surroundings), 130);
  t.equal(await execute(streaming, run, testSurroundings([], { signal: told.signal }).surroundings), 0);
});

t.test('an options file adds to the command line, and counts more', async (t) => {
  const configurable = { ...spec, name: 'esp-mirror' } as const;
  const line = 'ESP_MIRROR_OPTIONS="--wait 7 --exclude a --verbose /m1"\n';
  const directory = t.testdir({ options: line, wrong: 'ESP_MIRROR_OPTIONS="--no-such"\n', again: '' });
  const file = join(directory, 'options');
  const cases: [args: string[], status: number, expected?: object][] = [
    [['--options', file], 0, { wait: 7, exclude: ['a'], verbose: true, operands: ['/m1'] }],
    [
      ['--options', file, '--wait=3', '-q', '--exclude', 'b', '/m2'],
      0,
      { wait: 7, quiet: false, exclude: ['a', 'b'] },
    ],
    [['--options', file, '-n', '--timeout', '4'], 0, { 'dry-run': true, timeout: 4 }],
    [['--options', join(directory, 'none'), '--wait=3'], 0, { wait: 3, exclude: [] }],
    [['--options', join(directory, 'wrong')], 2],
    [['--options', directory], 2],
    [['--options', file, '/m2', '/m3'], 2],
  ];
  for (const [args, status, expected] of cases) {
    const { surroundings } = testSurroundings(args);
    let given: object | undefined;
    const run = async ({ options, operands }: Context<typeof configurable>) => {
      given = { ...options, operands };
      return 0 as const;
    };
    t.equal(await execute(configurable, run, surroundings), status, args.join(' '));
    t.match(given, expected, args.join(' '));
  }
  for (const word of ['--help', '--version', '--options /x']) {
    writeFileSync(file, `ESP_MIRROR_OPTIONS="${word}"\n`);
    const { surroundings, out } = testSurroundings(['--options', file]);
    t.equal(await execute(configurable, async () => 0, surroundings), 2, word);
    t.equal(out(), '');
  }
  const { surroundings } = testSurroundings(['--options', file]);
  t.equal(
    await execute(spec, async () => 0, surroundings),
    2,
    'a command that no unit runs has no such option',
  );
});
