import { tmpdir } from 'node:os';
import t from 'tap';
import { call } from '../support/call.ts';
import { commands } from './commands.ts';

// One call after the other for all commands: as long as there are many of them.
t.setTimeout(900_000);

/** What a command line library did to words that are our identifiers. */
const words = ['12e4', '007', '0x1F', '1_000', 'Infinity', '-0x1F', '00000000-0000'];
/** What is no number of seconds. */
const noSeconds = ['', '-1', '1e3', '0x10', 'Infinity', 'NaN', 'soon'];
/** What is no percentage. */
const noPercentage = ['', '101', '0.5', 'half'];

/** Some of a list, others at each number: a start takes long, and all commands have the same parser, whose own tests try them all. */
function someOf(list: readonly string[], number: number): readonly string[] {
  return [0, 1].flatMap((step) => list[(2 * number + step) % list.length] ?? []);
}

// Through the binary that was built.
for (const [number, { name, binary, spec }] of commands.entries()) {
  const bare = (...args: string[]) => call(binary, args, { cwd: tmpdir() });
  // With the operands that have to be there: it is the rest that is refused.
  const due = Array.from({ length: spec.operands?.min ?? 0 }, (_, index) => `operand${index}`);
  const refusal = (...args: string[]) => bare(...due, ...args);

  for (const word of someOf(words, number)) {
    t.test(`${name}: ${word} stays as it is`, async (t) => {
      t.match(await refusal(`--sysroot=${word}`), { status: 2, out: '', err: ` ${word} does not exist` });
      if (word.startsWith('-')) return;
      t.match(await refusal('--sysroot', word), { status: 2, err: ` ${word} does not exist` });
    });
  }

  const many = spec.operands?.max ?? 0;
  if (Number.isFinite(many)) {
    const fill = Array.from({ length: many }, (_, index) => `operand${index}`);
    t.test(`${name}: operands keep their order, before and after --`, async (t) => {
      t.match(await bare(...fill, '-'), { status: 2, err: `'-'` }, 'a bare - is one');
      t.match(await bare(...fill, '--', '-x'), { status: 2, err: `'-x'` });
      t.match(await bare('--', ...fill, '--', 'last'), { status: 2, err: `'--'` });
      t.match(await bare(...fill, '0x1F', '--', 'last'), { status: 2, err: `'0x1F'` });
    });
  } else {
    t.test(`${name}: a bare - and what follows -- are operands`, async (t) => {
      t.notMatch(await refusal('--sysroot=/nonexistent', '-', '--', '-x', '--bogus'), { err: /option/ });
      t.match(await refusal('--sysroot=/nonexistent', '--bogus'), { err: /option/ });
    });
  }

  t.test(`${name}: -oNAME is -o NAME`, async (t) => {
    const apart = await refusal('-o', 'NONESUCH');
    t.match(apart, { status: 2, out: '', err: 'NONESUCH' });
    t.same(await refusal('-oNONESUCH'), apart);
    t.same(await refusal('--output=NONESUCH'), apart);
  });

  const wrong: [why: string, args: string[], names: string][] = [
    ['a repeated option', ['--sysroot=/', '--sysroot=/'], '--sysroot'],
    ['--no-X', ['--no-json'], '--no-json'],
    ['an unknown option, as it was written', ['--no-such-thing'], '--no-such-thing'],
    ['an abbreviation', ['--sysr=/'], '--sysroot'],
    ['a flag with a value', ['--json=1'], '--json'],
    ['a missing value', ['--sysroot'], '--sysroot'],
    ['an option instead of a value', ['--sysroot', '-q'], '--sysroot'],
    ['-J with -o', ['-J', '-oROLE'], '--output'],
    ['-J with --no-header', ['-J', '--no-header'], '--no-header'],
    ['-q with -v', ['-qv'], '--verbose'],
    ['a sysroot that is a file', ['--sysroot', binary], '--sysroot'],
  ];
  for (const [why, args, names] of wrong) {
    t.test(`${name}: refused is ${why}`, async (t) => {
      const { status, out, err } = await refusal(...args);
      t.match({ status, out }, { status: 2, out: '' });
      t.ok(err.includes(names), err);
      t.equal(err.split('\n').length, 2, 'one line');
    });
  }

  t.test(`${name}: clustered flags are flags`, async (t) => {
    t.match(await refusal('-qJh'), { status: 0, out: /--sysroot/ });
  });

  for (const { name: option, value } of spec.options.filter(({ value }) => value?.values)) {
    t.test(`${name}: --${option} is one of a closed list`, async (t) => {
      const near = value?.values?.[0] ?? '';
      t.match(await refusal(`--${option}=${near}x`), { status: 2, out: '', err: near });
    });
  }
  for (const { name: option } of spec.options.filter(({ value }) => value?.type === 'percent')) {
    t.test(`${name}: --${option} is a percentage`, async (t) => {
      for (const text of someOf(noPercentage, number)) {
        t.match(await refusal(`--${option}=${text}`), { status: 2, out: '', err: `--${option}` }, text);
      }
    });
  }
  for (const { name: option } of spec.options.filter(({ value }) => value?.type === 'seconds')) {
    t.test(`${name}: --${option} is a number of seconds`, async (t) => {
      for (const text of someOf(noSeconds, number)) {
        t.match(await refusal(`--${option}=${text}`), { status: 2, out: '', err: `--${option}` }, text);
      }
    });
  }
}
