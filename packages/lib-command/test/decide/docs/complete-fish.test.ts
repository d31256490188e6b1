import t from 'tap';
import { fishCompletion, fishMultiCallCompletion } from '../../../src/decide/docs/complete-fish.ts';
import { optionsOf } from '../../../src/decide/every-option.ts';
import type { CommandSpec, OptionSpec } from '../../../src/spec.ts';
import { planTable, spec } from '../../fixture.ts';
import { testSyntax } from './shell-syntax.ts';

const { operands: _, ...bare } = spec;
const small: CommandSpec = { ...bare, writes: [planTable], options: [] };

function linesOf(of: CommandSpec): readonly string[] {
  return fishCompletion(of).split('\n');
}

const options: [option: OptionSpec, line: string][] = [
  [{ name: 'replace', short: 'r', help: 'replace it' }, "-s r -l replace -f -d 'replace it'"],
  [{ name: 'no-bridge', help: 'do without' }, "-l no-bridge -f -d 'do without'"],
  [{ name: 'token', help: 'a token', value: { name: 'T', type: 'text' } }, "-l token -x -d 'a token'"],
  [{ name: 'wait', help: 'how long', value: { name: 'S', type: 'seconds' } }, "-l wait -x -d 'how long'"],
  [{ name: 'map', help: 'a file', value: { name: 'FILE', type: 'file' } }, "-l map -r -F -d 'a file'"],
  [
    { name: 'from', help: 'a source', value: { name: 'DIR', type: 'directory' } },
    "-l from -x -a '(__fish_complete_directories)' -d 'a source'",
  ],
  [
    { name: 'scope', help: 'what', value: { name: 'SCOPE', type: 'text', values: ['all', 'loader'] } },
    "-l scope -x -a 'all loader' -d 'what'",
  ],
  [{ name: 'odd', help: "it's a \\" }, "-l odd -f -d 'it\\'s a \\\\'"],
];
for (const [option, line] of options) {
  t.test(`--${option.name}`, async (t) => {
    t.equal(linesOf({ ...small, options: [option] })[2], `complete -c esp-fixture ${line}`);
  });
}

t.test('-o has the columns', async (t) => {
  const line = linesOf(small).find((each) => each.includes('-l output'));
  t.match(line, "-s o -l output -x -a '(__fish_append , OPERATION)' -d ");
});

const operands: [type: 'text' | 'file' | 'directory', line: string][] = [
  ['text', 'complete -c esp-fixture -f'],
  ['file', 'complete -c esp-fixture -r -F'],
  ['directory', "complete -c esp-fixture -x -a '(__fish_complete_directories)'"],
];
for (const [type, line] of operands) {
  t.test(`an operand that is a ${type}`, async (t) => {
    t.equal(linesOf({ ...small, operands: { ...spec.operands, type } })[1], line);
  });
}

t.test('every option has a line, and no operands are no files', async (t) => {
  const lines = linesOf(small);
  t.equal(lines[1], 'complete -c esp-fixture -f');
  t.equal(lines.length, 2 + optionsOf(small).length + 1);
  t.equal(lines.at(-1), '', 'the last line is ended');
});

t.test('a multi-call binary offers its commands first', async (t) => {
  const lines = fishMultiCallCompletion('many', ['esp-one', 'esp-two']).split('\n');
  t.equal(lines[1], "complete -c many -n __fish_is_first_token -f -a 'esp-one esp-two pipe'");
  t.equal(
    lines[4],
    "complete -c many -n 'contains -- (commandline -poc)[-1] pipe :' -f -a 'esp-one esp-two'",
  );
  t.equal(lines[5], "complete -c many -n 'not __fish_is_first_token' -f -a '(__fish_complete_subcommand)'");
});

testSyntax('fish', 'plain', fishCompletion(spec));
testSyntax(
  'fish',
  'hostile',
  fishCompletion({ ...spec, options: [{ name: 'odd', help: "it's [odd]: a \\ and 50 %" }] }),
);
testSyntax('fish', 'many', fishMultiCallCompletion('many', ['a', 'b']));
