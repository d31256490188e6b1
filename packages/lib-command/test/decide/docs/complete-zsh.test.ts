import t from 'tap';
import { zshCompletion, zshMultiCallCompletion } from '../../../src/decide/docs/complete-zsh.ts';
import type { CommandSpec, OperandSpec, OptionSpec } from '../../../src/spec.ts';
import { planTable, spec } from '../../fixture.ts';
import { testSyntax } from './shell-syntax.ts';

const { operands: _, ...bare } = spec;
const small: CommandSpec = { ...bare, writes: [planTable], options: [] };

/** The arguments of `_arguments`, each without the backslash that continues its line. */
function argumentsOf(of: CommandSpec): readonly string[] {
  return zshCompletion(of)
    .split('\n')
    .slice(3, -1)
    .map((line) => line.trim().replace(/ \\$/, ''));
}

const dir = { name: 'DIR', type: 'directory' } as const;
const options: [option: OptionSpec, words: string][] = [
  [{ name: 'replace', short: 'r', help: 'replace it' }, "'(-r --replace)'{-r,--replace}'[replace it]'"],
  [{ name: 'no-bridge', help: 'do without' }, "'--no-bridge''[do without]'"],
  [
    { name: 'token', short: 't', help: 'a token', value: { name: 'TOKEN', type: 'text' } },
    "'(-t --token)'{-t+,--token=}'[a token]:TOKEN: '",
  ],
  [{ name: 'map', help: 'a file', value: { name: 'FILE', type: 'file' } }, "'--map=''[a file]:FILE:_files'"],
  [{ name: 'from', help: 'a source', value: dir }, "'--from=''[a source]:DIR:_directories'"],
  [
    { name: 'scope', help: 'what', value: { name: 'SCOPE', type: 'text', values: ['all', 'loader'] } },
    "'--scope=''[what]:SCOPE:(all loader)'",
  ],
  [
    { name: 'exclude', short: 'x', help: 'not', value: dir, repeatable: true },
    "'*'{-x+,--exclude=}'[not]:DIR:_directories'",
  ],
  [{ name: 'to', help: 'mirrors', value: dir, greedy: true }, "'*--to''[mirrors]:*-*:DIR:_directories'"],
  [{ name: 'odd', help: "it's [odd]: a \\" }, "'--odd''[it'\\''s \\[odd\\]\\: a \\\\]'"],
];
for (const [option, words] of options) {
  t.test(`--${option.name}`, async (t) => {
    t.equal(argumentsOf({ ...small, options: [option] })[0], words);
  });
}

t.test('-o has the columns', async (t) => {
  const words = argumentsOf(small).find((each) => each.includes('--output'));
  t.match(words, /^'\(-o --output\)'\{-o\+,--output=\}'\[.*\]:COLUMNS:_values -s , column OPERATION'$/);
});

const operands: [type: OperandSpec['type'], max: number, words: string][] = [
  ['text', 2, "'*:MEMBER: '"],
  ['file', 1, "':MEMBER:_files'"],
  ['directory', Number.POSITIVE_INFINITY, "'*:MEMBER:_directories'"],
];
for (const [type, max, words] of operands) {
  t.test(`up to ${max} operands that are each a ${type}`, async (t) => {
    t.equal(argumentsOf({ ...small, operands: { ...spec.operands, type, max } }).at(-1), words);
  });
}

t.test(
  'a script begins with its command, and ends with its last option where it has no operands',
  async (t) => {
    t.equal(zshCompletion(small).split('\n')[0], '#compdef esp-fixture');
    t.match(zshCompletion(small), /\n {2}'\(-V --version\)'[^\n]+'\n$/);
  },
);

t.test('a multi-call binary offers its commands first', async (t) => {
  const lines = zshMultiCallCompletion('many', ['esp-one', 'esp-two']).split('\n');
  t.equal(lines[0], '#compdef many');
  t.ok(lines.includes('    compadd -- esp-one esp-two'));
  t.equal(lines.at(-2), "  '1:command:(esp-one esp-two pipe)' '*:: :_normal'");
});

testSyntax('zsh', 'plain', zshCompletion(spec));
testSyntax(
  'zsh',
  'hostile',
  zshCompletion({ ...spec, options: [{ name: 'odd', help: "it's [odd]: a \\ and 50 %" }] }),
);
testSyntax('zsh', 'many', zshMultiCallCompletion('many', ['a', 'b']));
