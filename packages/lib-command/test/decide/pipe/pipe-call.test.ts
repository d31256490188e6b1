import t from 'tap';
import { CommandError } from '../../../src/decide/command-error.ts';
import { type PipeCall, pipeCall } from '../../../src/decide/pipe/pipe-call.ts';

const known = ['esp-which', 'esp-mirror', 'gen-new', 'gen-switch'];

const pipe = (...words: readonly (readonly [string, ...string[]])[]): PipeCall => {
  const parts = words.map(([name, ...args]) => ({ name, args }));
  const [first, ...others] = parts;
  if (first === undefined) throw new Error('no parts');
  return { kind: 'pipe', parts: [first, ...others] };
};

const cases: [why: string, args: string[], expected: PipeCall][] = [
  ['one command', ['esp-which'], pipe(['esp-which'])],
  ['one with its arguments', ['esp-which', '--wait', '10'], pipe(['esp-which', '--wait', '10'])],
  [
    'three',
    ['esp-which', '-J', ':', 'esp-which', ':', 'esp-mirror', '-n'],
    pipe(['esp-which', '-J'], ['esp-which'], ['esp-mirror', '-n']),
  ],
  [
    'a separator behind --',
    ['gen-new', '--', 'apk', 'upgrade', ':', 'gen-switch'],
    pipe(['gen-new', '--', 'apk', 'upgrade'], ['gen-switch']),
  ],
  [
    'a word with one in it',
    ['esp-which', ':a', 'a:b', '::', ' : ', ''],
    pipe(['esp-which', ':a', 'a:b', '::', ' : ', '']),
  ],
  [
    'another separator',
    ['--separator', '%%', 'gen-new', '--', 'sh', '-c', ':', '%%', 'gen-switch'],
    pipe(['gen-new', '--', 'sh', '-c', ':'], ['gen-switch']),
  ],
  [
    'another one in one word',
    ['--separator==', 'esp-which', '=', 'esp-mirror'],
    pipe(['esp-which'], ['esp-mirror']),
  ],
  [
    'the last one counts',
    ['--separator=a', '--separator=b', 'esp-which', 'b', 'esp-mirror'],
    pipe(['esp-which'], ['esp-mirror']),
  ],
  ['-- before the first', ['--', 'esp-which', '--help'], pipe(['esp-which', '--help'])],
  ['its own help', ['--help', 'esp-which'], { kind: 'help' }],
  ['help of a command', ['esp-which', '--help'], pipe(['esp-which', '--help'])],
  ['its own version', ['-V'], { kind: 'version' }],
  [
    'input of the first',
    ['esp-mirror', '/dev/stdin', ':', 'esp-which'],
    pipe(['esp-mirror', '/dev/stdin'], ['esp-which']),
  ],
  [
    'output of the last',
    ['esp-which', ':', 'esp-mirror', '--to=/dev/stdout'],
    pipe(['esp-which'], ['esp-mirror', '--to=/dev/stdout']),
  ],
];
for (const [why, args, expected] of cases)
  t.test(`a pipe of ${why}`, async (t) => t.same(pipeCall(args, known), expected));

function refusalOf(args: readonly string[]): CommandError | undefined {
  try {
    pipeCall(args, known);
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
  return undefined;
}

const refused: [why: string, args: string[], said: string][] = [
  ['nothing', [], 'COMMAND is missing'],
  ['nothing but its own option', ['--separator', 'x'], 'COMMAND is missing'],
  ['a separator alone', [':'], "before the first ':'"],
  ['nothing before the first', [':', 'esp-which'], "before the first ':'"],
  ['nothing after the last', ['esp-which', ':'], "after the last ':'"],
  ['nothing in between', ['esp-which', ':', ':', 'esp-mirror'], "between two ':'"],
  ['an unknown command', ['esp-which', ':', 'grep'], 'unknown command grep; only'],
  ['a command that is nearly one', ['esp-wich'], 'did you mean esp-which?'],
  ['a path', ['/usr/bin/esp-which'], 'unknown command /usr/bin/esp-which'],
  ['an empty command', [''], 'unknown command'],
  ['pipe in a pipe', ['pipe', 'esp-which'], 'unknown command pipe'],
  ['a name of every object', ['constructor'], 'unknown command constructor'],
  ['an unknown option', ['--seperator=x', 'esp-which'], 'did you mean --separator?'],
  ['an option of a command before it', ['--json', 'esp-which'], 'unknown option --json'],
  ['no value', ['--separator'], '--separator needs a value'],
  ['an empty value', ['--separator=', 'esp-which'], '--separator needs a value'],
  [
    'input that is not its own',
    ['esp-which', ':', 'esp-mirror', '/dev/stdin'],
    '/dev/stdin is not the standard input of esp-mirror',
  ],
  ['the same in an option', ['esp-which', ':', 'esp-mirror', '--from=/dev/fd/0'], '/dev/fd/0 is not'],
  [
    'output that is not its own',
    ['esp-which', '/dev/stdout', ':', 'esp-mirror'],
    'standard output of esp-which',
  ],
];
for (const [why, args, said] of refused) {
  t.test(`refused: ${why}`, async (t) => {
    const error = refusalOf(args);
    t.equal(error?.status, 2);
    t.ok(error?.message.includes(said), `${error}`);
  });
}
