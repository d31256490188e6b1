import t from 'tap';
import { FactsError } from '../../../src/decide/facts/facts-error.ts';
import { checkWhole, endOf } from '../../../src/decide/facts/wholeness.ts';

const facts = ['a', 'b', 'c'].map((topic) => ({ topic, name: null, value: '{}' }));

t.test('records that promise an end have to have it', async (t) => {
  const whole = [...facts, endOf(facts)];
  t.doesNotThrow(() => checkWhole(whole, true));
  t.throws(() => checkWhole(facts, true), FactsError);
  t.throws(() => checkWhole([], true), /truncated/);
  t.throws(() => checkWhole(whole.slice(1), true), /it has 2 of 3 facts/);
  t.throws(() => checkWhole([...facts, { ...endOf(facts), value: '' }], true), /truncated/);
  t.throws(() => checkWhole([...whole, ...facts.slice(0, 1)], true), /truncated/);
});

t.test('older ones promise none', async (t) => {
  t.doesNotThrow(() => checkWhole(facts, false));
  t.throws(() => checkWhole([...facts.slice(1), endOf(facts)], false), /it has 2 of 3 facts/);
});
