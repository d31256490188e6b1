import { spawnSync } from 'node:child_process';
import t from 'tap';
import { bashCompletion, bashMultiCallCompletion } from '../../../src/decide/docs/complete-bash.ts';
import { optionsOf } from '../../../src/decide/every-option.ts';
import { spec } from '../../fixture.ts';
import { testSyntax } from './shell-syntax.ts';

const directory = t.testdir({ dir: {}, 'a file': '', 'a dir': {} });

/** What bash would offer for the words, the last of which is being written. */
function offered(words: readonly string[], script = bashCompletion(spec), name = '_esp_fixture') {
  const program = `${script}
compopt() { :; }
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
${name}
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', program, 'bash', ...words], {
    cwd: directory,
    encoding: 'utf8',
  });
  t.equal(stderr, '');
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}

const cases: [name: string, words: string[], expected: string[]][] = [
  ['an option', ['esp-fixture', '--sc'], ['--scope']],
  ['values of a closed list', ['esp-fixture', '--scope', ''], ['all', 'loader', 'machine']],
  ['values after an equals sign', ['esp-fixture', '--scope', '=', 'l'], ['loader']],
  ['values right after an equals sign', ['esp-fixture', '--scope', '='], ['all', 'loader', 'machine']],
  ['a column', ['esp-fixture', '-o', 'PART'], ['PARTUUID']],
  ['a further column', ['esp-fixture', '-o', 'ROLE,UU'], ['ROLE,UUID']],
  ['a column after the usual ones', ['esp-fixture', '-o', '+LAB'], ['+LABEL']],
  ['a directory', ['esp-fixture', '--from', ''], ['a dir', 'dir']],
  ['a second directory of a greedy option', ['esp-fixture', '--to', 'dir', 'a'], ['a dir']],
  ['an option after a greedy one', ['esp-fixture', '--to', 'dir', '--no-b'], ['--no-bridge']],
  ['no operand where any text is one', ['esp-fixture', ''], []],
];
for (const [name, words, expected] of cases) {
  t.test(`bash offers ${name}`, async (t) => t.same(offered(words), expected));
}

t.test('bash offers every option', async (t) => {
  const all = offered(['esp-fixture', '-']);
  for (const { name } of optionsOf(spec)) t.ok(all.includes(`--${name}`), name);
});

t.test('bash completes a multi-call binary', async (t) => {
  const script = `${bashCompletion(spec)}\n${bashMultiCallCompletion('many', ['esp-fixture', 'esp-other'])}`;
  t.same(offered(['many', 'esp-f'], script, '_many'), ['esp-fixture']);
  t.same(offered(['many', 'esp-fixture', '--scope', 'l'], script, '_many'), ['loader']);
  const all = ['esp-fixture', 'esp-other'];
  t.same(offered(['many', 'pi'], script, '_many'), ['pipe']);
  t.same(offered(['many', 'pipe', 'esp'], script, '_many'), all);
  t.same(offered(['many', 'pipe', '--s'], script, '_many'), ['--separator']);
  t.same(offered(['many', 'pipe', 'esp-fixture', '--scope', 'l'], script, '_many'), ['loader']);
  t.same(offered(['many', 'pipe', 'esp-other', '-n', ':', ''], script, '_many'), all);
  t.same(offered(['many', 'pipe', 'esp-other', ':', 'esp-fixture', '--scope', 'l'], script, '_many'), [
    'loader',
  ]);
});

const hostile = { ...spec, options: [{ name: 'odd', help: "it's [odd]: a \\ and 50 %" }] };
testSyntax('bash', 'plain', bashCompletion(spec));
testSyntax('bash', 'hostile', bashCompletion(hostile));

const shellcheck = spawnSync('shellcheck', ['--version']).error === undefined;
t.test(
  'shellcheck finds nothing',
  { skip: shellcheck ? false : 'shellcheck is not installed' },
  async (t) => {
    const script = `${bashCompletion(spec)}${bashMultiCallCompletion('many', ['esp-fixture'])}`;
    t.equal(spawnSync('shellcheck', ['-s', 'bash', '-'], { input: script, encoding: 'utf8' }).stdout, '');
  },
);
