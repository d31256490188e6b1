import t from 'tap';
import { type CommandLine, parseArgv } from '../../src/decide/argv.ts';
import { CommandError } from '../../src/decide/command-error.ts';
import { spec } from '../fixture.ts';

function parse(...args: string[]) {
  const call: CommandLine = parseArgv(spec, args);
  if (call.kind !== 'run') throw new Error(`unexpected ${call.kind}`);
  return { ...Object.fromEntries(call.values), operands: call.operands };
}

const accepted: [name: string, args: string[], expected: object][] = [
  ['an exponent stays text', ['--token', '12e4'], { token: '12e4' }],
  ['leading zeros stay', ['--token=007', '007'], { token: '007', operands: ['007'] }],
  [
    'a hexadecimal word stays text',
    ['-t', '0x1F', '0x1F', '1e3'],
    { token: '0x1F', operands: ['0x1F', '1e3'] },
  ],
  [
    'words that name values of JavaScript stay text',
    ['-t', 'true', 'null'],
    { token: 'true', operands: ['null'] },
  ],
  ['a bare - is an operand', ['-', 'a'], { operands: ['-', 'a'] }],
  ['a bare - is a value', ['--token', '-'], { token: '-' }],
  ['a number with a sign is a value', ['--token', '-1'], { token: '-1' }],
  ['operands after -- keep their order and their dashes', ['a', '--', '-x'], { operands: ['a', '-x'] }],
  ['a second -- is an operand', ['--', '--'], { operands: ['--'] }],
  ['-oNAME is -o NAME', ['-oROLE'], { output: 'ROLE' }],
  ['-tVALUE may hold letters that are options', ['-tnq'], { token: 'nq', 'dry-run': false, quiet: false }],
  ['-nq is two flags', ['-nq'], { 'dry-run': true, quiet: true }],
  [
    '-nqoNAME is two flags and an option with its value',
    ['-nqoROLE'],
    { 'dry-run': true, quiet: true, output: 'ROLE' },
  ],
  ['--opt=value', ['--token=a=b'], { token: 'a=b' }],
  ['--opt value', ['--token', 'a b'], { token: 'a b' }],
  ['a value that begins with - is taken after =', ['--token=-x'], { token: '-x' }],
  ['a value that begins with - is taken in the same word', ['-t-x'], { token: '-x' }],
  ['an empty text is a value', ['--token='], { token: '' }],
  ['options after operands', ['a', '-r', 'b'], { replace: true, operands: ['a', 'b'] }],
  ['a flag may be repeated', ['-rr', '--replace'], { replace: true }],
  ['a declared --no-X', ['--no-bridge', '--no-header'], { 'no-bridge': true, 'no-header': true }],
  ['a repeatable option keeps the order', ['--exclude', 'b', '--exclude=a'], { exclude: ['b', 'a'] }],
  [
    'a greedy option takes the words that follow',
    ['--to', 'a', 'b', '-n', 'c'],
    { to: ['a', 'b'], operands: ['c'] },
  ],
  ['a greedy option ends at --', ['--to', 'a', '--', 'b'], { to: ['a'], operands: ['b'] }],
  ['a greedy option with = takes that one', ['--to=a', 'b'], { to: ['a'], operands: ['b'] }],
  [
    'an option that takes the rest takes options, too',
    ['-n', 'a', '--run', 'cmd', '--help', '--', '-n', '--run'],
    { run: ['cmd', '--help', '--', '-n', '--run'], 'dry-run': true, quiet: false, operands: ['a'] },
  ],
  ['with =, its first word is there', ['--run=cmd', '-q'], { run: ['cmd', '-q'], quiet: false }],
  ['behind -- it is an operand', ['--', '--run'], { run: [], operands: ['--run'] }],
  ['a greedy option may be repeated', ['--to', 'a', '--to', 'b'], { to: ['a', 'b'] }],
  [
    'nothing',
    [],
    { replace: false, token: undefined, scope: 'all', wait: 0, exclude: [], to: [], operands: [] },
  ],
  ['seconds are a number', ['--wait', '010', '--timeout=.5'], { wait: 10, timeout: 0.5 }],
  ['a value of a closed list', ['--scope', 'loader'], { scope: 'loader' }],
  ['-J', ['-J'], { json: true }],
];

for (const [name, args, expected] of accepted) {
  t.test(`taken: ${name}`, async (t) => t.match(parse(...args), expected));
}

const refused: [name: string, args: string[], names: RegExp][] = [
  ['a number with a sign', ['--wait', '-1'], /seconds.*-1/],
  ['a fraction with a sign', ['--timeout', '-.5'], /seconds.*-\.5/],
  ['an unknown option', ['--replcae'], /--replace/],
  ['an unknown short option', ['-R'], /-r/],
  ['an unknown option in a cluster', ['-nz'], /-z/],
  ['an abbreviation', ['--repl'], /--replace/],
  ['--no-X that is not declared', ['--no-replace'], /--no-replace/],
  ['an inherited name', ['--constructor'], /--constructor/],
  ['__proto__', ['--__proto__=1'], /--__proto__/],
  ['a flag with a value', ['--json=1'], /--json/],
  ['a flag with an empty value', ['--json='], /--json/],
  ['a missing value', ['--token'], /--token/],
  ['an option that takes the rest, and there is none', ['--run'], /--run/],
  ['an unknown option before the rest', ['--bogus', '--run', 'cmd'], /--bogus/],
  ['a missing value of a short option', ['-o'], /-o/],
  ['an option instead of a value', ['--token', '-n'], /--token/],
  ['-- instead of a value', ['--token', '--', 'x'], /--token/],
  ['a repeated single option', ['--token=a', '-t', 'a'], /--token/],
  ['a repeated --sysroot', ['--sysroot=/', '--sysroot=/'], /--sysroot/],
  ['too many operands', ['a', 'b', 'c'], /'c'/],
  ['a value that is not in the closed list', ['--scope', 'lodaer'], /loader/],
  ['an empty directory', ['--from='], /--from/],
  ['an empty directory of a greedy option', ['--to', 'a', ''], /--to/],
  ['--json with --output', ['-J', '-o', 'ROLE'], /--output/],
  ['--json with --human', ['-J', '--human'], /--human/],
  ['--json with --no-header', ['-J', '--no-header'], /--no-header/],
  ['--quiet with --verbose', ['-qv'], /--verbose/],
  ...['', '-1', '+1', '1e3', '0x10', 'Infinity', 'NaN', '1,5', '1s', ' 1', '.', '9'.repeat(400)].map(
    (text): [string, string[], RegExp] => [`seconds: '${text.slice(0, 9)}'`, [`--wait=${text}`], /--wait/],
  ),
];

for (const [name, args, names] of refused) {
  t.test(`refused with status 2: ${name}`, async (t) => {
    t.throws(() => parseArgv(spec, args), { status: 2, message: names });
    t.throws(() => parseArgv(spec, args), CommandError);
  });
}

t.test('operands that are due', async (t) => {
  const due = { ...spec, operands: { ...spec.operands, min: 1 } };
  t.throws(() => parseArgv(due, []), { status: 2, message: /MEMBER/ });
  const { operands: _, ...none } = spec;
  t.throws(() => parseArgv(none, ['a']), { status: 2, message: /'a'/ });
});

t.test('help and version come before what is missing', async (t) => {
  const due = { ...spec, operands: { ...spec.operands, min: 1 } };
  t.same(parseArgv(due, ['-h']), { kind: 'help' });
  t.same(parseArgv(due, ['--version', '--help']), { kind: 'version' });
  t.throws(() => parseArgv(due, ['--help', '--bogus']), { status: 2, message: /--bogus/ });
});

t.test('operands of which the first one is a command', async (t) => {
  const { operands: _, ...none } = spec;
  const command = {
    ...none,
    operands: { name: 'COMMAND', type: 'text', min: 0, max: 9, isCommand: true, help: 'it is run' },
  } as const;
  const cases: readonly (readonly [args: readonly string[], operands: readonly string[], isDry: boolean])[] =
    [
      [[], [], false],
      [
        ['-n', 'sh', '-c', 'x', '--dry-run', '-la', '--', '-'],
        ['sh', '-c', 'x', '--dry-run', '-la', '--', '-'],
        true,
      ],
      [['--', 'sh', '-n'], ['sh', '-n'], false],
      [['-n', '--', '-n', '--help'], ['-n', '--help'], true],
      [['--token', 'a', 'b', '--token'], ['b', '--token'], false],
      [['-', '-n'], ['-', '-n'], false],
    ];
  for (const [args, operands, isDry] of cases) {
    const call = parseArgv(command, args);
    t.equal(call.kind, 'run');
    if (call.kind !== 'run') continue;
    t.strictSame(call.operands, operands, args.join(' '));
    t.equal(call.values.get('dry-run'), isDry, args.join(' '));
  }
  t.throws(() => parseArgv(command, ['--bogus', 'sh']), { status: 2, message: /--bogus/ });
  t.strictSame(parseArgv(command, ['sh', '-q'], ['--dry-run']), parseArgv(command, ['-n', 'sh', '-q']));
});
