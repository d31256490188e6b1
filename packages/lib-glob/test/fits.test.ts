import fc from 'fast-check';
import t from 'tap';
import { fits } from '../src/fits.ts';

/** `*` stands for any number of letters; a letter for itself. */
const rules = {
  isWild: (rule: string) => rule === '*',
  isOne: (rule: string, letter: string) => rule === '*' || rule === letter,
};

t.test('rules fit what a regular expression says', async () => {
  const rule = fc.array(fc.constantFrom('a', 'b', '*'), { maxLength: 7 });
  const letters = fc.array(fc.constantFrom('a', 'b'), { maxLength: 9 });
  fc.assert(
    fc.property(rule, letters, (wanted, found) => {
      const expression = new RegExp(`^${wanted.map((one) => (one === '*' ? '.*' : one)).join('')}$`);
      return fits(wanted, found, rules) === expression.test(found.join(''));
    }),
    { numRuns: 3000 },
  );
});

t.test('the steps grow with rules and things, not with their power', async (t) => {
  let steps = 0;
  const counted = {
    ...rules,
    isOne: (rule: string, letter: string) => {
      steps += 1;
      return rules.isOne(rule, letter);
    },
  };
  const wanted = [...'*a'.repeat(50), 'b'];
  const found = [...'a'.repeat(2000)];
  t.equal(fits(wanted, found, counted), false);
  t.ok(steps <= 3 * wanted.length * found.length, `${steps} steps`);
});

t.test('a wild rule stands only for what it may', async (t) => {
  const small = {
    isWild: rules.isWild,
    isOne: (rule: string, letter: string) => (rule === '*' ? letter < 'm' : rule === letter),
  };
  t.equal(fits(['*', 'z'], ['a', 'b', 'z'], small), true);
  t.equal(fits(['*', 'z'], ['a', 'x', 'z'], small), false);
  t.equal(fits(['*'], ['x'], small), false);
});
