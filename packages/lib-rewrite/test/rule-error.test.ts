import t from 'tap';
import { RuleError } from '../src/rule-error.ts';

t.test('an error names the option', async (t) => {
  const error = new RuleError('--mount /a', 'two paths are needed');
  t.match(error, { name: 'RuleError', code: 'RULE', option: '--mount /a' });
  t.equal(error.message, '--mount /a: two paths are needed');
});
