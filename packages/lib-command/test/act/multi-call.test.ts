import { Writable } from 'node:stream';
import t from 'tap';
import { executeMultiCall, type MultiCall } from '../../src/act/multi-call.ts';
import type { Surroundings } from '../../src/gather/surroundings.ts';
import { spec } from '../fixture.ts';
import { testSurroundings } from '../surroundings.ts';

/** Two commands that say on stdout how they were started, and which of them were loaded. */
function many(): { multiCall: MultiCall; loaded: string[] } {
  const loaded: string[] = [];
  const command = (name: string) => ({
    spec: async () => ({ ...spec, name, summary: `do ${name}` }),
    prepare: async ({ args, stdout }: Surroundings) => ({
      kind: 'run' as const,
      start: async () => {
        loaded.push(name);
        if (name !== 'esp-quiet') stdout.write(`${name}(${args.join(',')})\n`);
        return name === 'esp-well' ? 0 : 32;
      },
    }),
  });
  const names = ['esp-one', 'esp-two', 'esp-quiet', 'esp-well'];
  const commands = new Map(names.map((name) => [name, command(name)]));
  return { multiCall: { name: 'many', summary: 'be many', commands }, loaded };
}

const cases: [why: string, names: string[], args: string[], status: number, out: string | RegExp][] = [
  ['by its name', ['esp-two', 'many'], ['-x', 'a'], 32, 'esp-two(-x,a)\n'],
  ['by the second name', ['node', 'esp-one'], [], 32, 'esp-one()\n'],
  ['its own name comes first', ['many', 'esp-one'], ['--version'], 0, /^many /],
  ['by its first word', ['many', ''], ['esp-one', 'esp-two', '--help'], 32, 'esp-one(esp-two,--help)\n'],
  ['a name wins over a word', ['esp-two'], ['esp-one'], 32, 'esp-two(esp-one)\n'],
  ['under any other name', ['renamed', 'main.js'], ['esp-one'], 32, 'esp-one()\n'],
  ['without a word', ['many'], [], 0, /esp-one +do esp-one\n +esp-two +do esp-two\n/],
  ['help', ['many'], ['--help'], 0, /esp-one/],
  ['version', ['many'], ['-V'], 0, /^many /],
  ['a pipe', ['many'], ['pipe', '--help'], 0, /^many pipe: /],
  ['a name wins over a pipe', ['esp-two'], ['pipe', 'esp-one'], 32, 'esp-two(pipe,esp-one)\n'],
];
for (const [why, names, args, status, out] of cases) {
  t.test(`a multi-call binary, ${why}`, async (t) => {
    const { multiCall, loaded } = many();
    const test = testSurroundings(args);
    t.equal(await executeMultiCall(multiCall, names, test.surroundings), status);
    t.match(test.out(), out);
    t.equal(test.err(), '');
    t.ok(loaded.length <= 1);
  });
}

for (const [args, near] of [
  [['esp-tow'], 'esp-two'],
  [['--versoin'], '--version'],
  [['constructor'], '--help'],
  [['pip'], 'pipe'],
] as const) {
  t.test(`a multi-call binary refuses ${args[0]} and names the nearest`, async (t) => {
    const { multiCall } = many();
    const test = testSurroundings(args);
    t.equal(await executeMultiCall(multiCall, ['many'], test.surroundings), 2);
    t.equal(test.out(), '');
    t.ok(test.err().includes(near));
  });
}

t.test('the list of commands without a reader is 141 without a word', async (t) => {
  const stdout = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error(), { code: 'EPIPE' })),
  });
  const test = testSurroundings([], { stdout });
  t.equal(await executeMultiCall(many().multiCall, ['many'], test.surroundings), 141);
  t.equal(test.err(), '');
});

t.test('a call without a word on a terminal', async (t) => {
  const answers: [args: string[], isRoot: boolean, status: number, out: string][] = [
    [['esp-one', 'a'], true, 32, 'Well?\n\nesp-one(a)\n\nnext after no\n'],
    [['esp-quiet'], true, 32, 'Well?\n\n\nnext after none\n'],
    [['esp-well'], true, 0, 'Well?\n\nesp-well()\n\nnext after yes\n'],
    [['esp-one', 'a'], false, 1, 'Well?\n\nnext after not root\n'],
  ];
  for (const [pipe, isRoot, status, out] of answers) {
    const { multiCall } = many();
    const welcome = { question: 'Well?', pipe, next: (answer: string) => `next after ${answer}\n` };
    const greeting = { ...multiCall, welcome };
    const test = testSurroundings([], { stdoutIsTerminal: () => true, isRoot: () => isRoot });
    t.equal(await executeMultiCall(greeting, ['many'], test.surroundings), status, out);
    t.equal(test.out(), out);
    t.equal(test.err(), '');
    const piped = testSurroundings([], { isRoot: () => isRoot });
    t.equal(await executeMultiCall(greeting, ['many'], piped.surroundings), 0);
    t.match(piped.out(), /esp-one +do esp-one/, 'in a pipe it is the list');
  }
});
