import { join } from 'node:path';
import t from 'tap';
import { prepare } from '../../src/act/prepare.ts';
import { spec } from '../fixture.ts';
import { testSurroundings } from '../surroundings.ts';

t.test('a command line that is right, with the form and the machine that it asks for', async (t) => {
  const directory = t.testdir({ root: {} });
  const test = testSurroundings(['--sysroot', join(directory, 'root/../root'), '--no-header', 'a']);
  t.match(prepare(spec, test.surroundings), {
    kind: 'run',
    operands: ['a'],
    sysroot: join(directory, 'root'),
    form: { kind: 'table', header: false },
  });
  t.match(prepare(spec, testSurroundings([]).surroundings), { sysroot: '/' });
  t.equal(test.err(), '');
});

t.test('help and version', async (t) => {
  t.same(prepare(spec, testSurroundings(['--help']).surroundings), { kind: 'help' });
  t.same(prepare(spec, testSurroundings(['-V']).surroundings), { kind: 'version' });
});

t.test('input is not opened', async (t) => {
  const stdin = () => {
    throw new Error('opened');
  };
  t.match(prepare(spec, testSurroundings([], { stdin }).surroundings), { kind: 'run' });
});

const wrongs: [why: string, args: string[]][] = [
  ['an unknown option', ['--bogus']],
  ['an operand too many', ['a', 'b', 'c']],
  ['an unknown column', ['--output', 'BOGUS']],
  ['no such machine', ['--sysroot', '/nonexistent/root']],
  ['a machine that is a file', ['--sysroot', '/etc/passwd']],
];
for (const [why, args] of wrongs) {
  t.test(`wrong, and reported: ${why}`, async (t) => {
    const test = testSurroundings(args);
    t.same(prepare(spec, test.surroundings), { kind: 'wrong', status: 2 });
    t.match(test.err(), /^esp-fixture: [^\n]+\n$/);
    t.equal(test.out(), '');
  });
}
