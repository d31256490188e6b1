import t from 'tap';
import { optionValue, textValue } from '../../src/decide/option-value.ts';
import type { OptionSpec, OptionValue } from '../../src/spec.ts';

const flag: OptionSpec = { name: 'force', help: 'force' };
const text: OptionSpec = { name: 'label', help: 'a label', value: { name: 'TEXT', type: 'text' } };
const file: OptionSpec = { name: 'map', help: 'a file', value: { name: 'FILE', type: 'file' } };
const many: OptionSpec = { ...file, repeatable: true };
const closed: OptionSpec = {
  name: 'scope',
  help: 'a scope',
  value: { name: 'SCOPE', type: 'text', values: ['all', 'machine'], byDefault: 'all' },
};
const most: OptionSpec = { name: 'most', help: 'a limit', value: { name: 'PERCENT', type: 'percent' } };
const wait: OptionSpec = { name: 'wait', help: 'seconds', value: { name: 'SECONDS', type: 'seconds' } };

const good: readonly (readonly [option: OptionSpec, texts: readonly string[], value: OptionValue])[] = [
  [flag, [], false],
  [flag, [''], true],
  [text, [], undefined],
  [text, ['007'], '007'],
  [text, [''], ''],
  [many, [], []],
  [many, ['a', 'b'], ['a', 'b']],
  [closed, [], 'all'],
  [closed, ['machine'], 'machine'],
  [wait, ['0.5'], 0.5],
  [wait, ['.5'], 0.5],
  [wait, ['10'], 10],
  [most, [], undefined],
  [most, ['0'], 0],
  [most, ['50%'], 50],
  [most, ['100'], 100],
  [most, ['007'], 7],
];
for (const [option, texts, value] of good) {
  t.test(`--${option.name} ${texts.join(' ')}`, async (t) => {
    t.strictSame(optionValue(option, texts), value);
  });
}

const bad: readonly (readonly [option: OptionSpec, text: string])[] = [
  [file, ''],
  [closed, 'machin'],
  [closed, ''],
  [wait, ''],
  [wait, '-1'],
  [wait, '1e3'],
  [wait, '0x10'],
  [wait, 'Infinity'],
  ...['', '101', '-1', '0.5', '1e1', '0x10', 'half', ' 5', '50%%', '%'].map((each) => [most, each] as const),
];
for (const [option, given] of bad) {
  t.test(`--${option.name} '${given}' is refused`, async (t) => {
    t.throws(() => optionValue(option, [given]), { status: 2, message: new RegExp(`--${option.name}`) });
  });
}

t.test('only a text may be empty', async (t) => {
  t.equal(textValue('DIR', 'text', ''), '');
  t.throws(() => textValue('DIR', 'directory', ''), { status: 2, message: /DIR/ });
});
