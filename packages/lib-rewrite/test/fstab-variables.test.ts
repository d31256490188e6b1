import t from 'tap';
import { createReplacer, parseVariable } from '../src/fstab-variables.ts';

t.test('a name and its value', async (t) => {
  t.strictSame(parseVariable('NAME value'), { name: 'NAME', value: 'value' });
  t.strictSame(parseVariable('  NAME \t a b '), { name: 'NAME', value: 'a\\040b' });
});

for (const text of ['', 'NAME', 'NAME ', 'A A', 'A x/A/y', '@a@ @a@b', '@a @']) {
  t.test(`'${text}' is refused`, async (t) => t.throws(() => parseVariable(text), { code: 'RULE' }));
}

const variables = [
  { name: 'HOME', value: 'h' },
  { name: 'HOME_DIR', value: 'd' },
  { name: '@id@', value: '1' },
];
const cases: readonly (readonly [field: string, text: string, found: readonly string[]])[] = [
  ['/HOME/x', '/h/x', ['HOME']],
  ['/HOME_DIR', '/d', ['HOME_DIR']],
  ['/HOMES', '/HOMES', []],
  ['a@id@b@id@', 'a1b1', ['@id@', '@id@']],
  ['', '', []],
];
for (const [field, text, found] of cases) {
  t.test(`'${field}' with variables`, async (t) => {
    const replaced = createReplacer(variables)(field);
    t.equal(replaced.text, text);
    t.strictSame(
      replaced.found.map(({ name }) => name),
      found,
    );
  });
}

t.test('without variables nothing is replaced', async (t) => {
  t.strictSame(createReplacer([])('HOME'), { text: 'HOME', found: [] });
});
