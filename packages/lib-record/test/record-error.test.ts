import t from 'tap';
import { RecordError } from '../src/record-error.ts';

t.test('where something is wrong', async (t) => {
  const cases: [place: object | undefined, line: number | null, field: string | null, message: string][] = [
    [undefined, null, null, 'odd'],
    [{ field: 'UUID' }, null, 'UUID', 'odd'],
    [{ line: 2 }, 2, null, 'line 2: odd'],
    [{ line: 2, field: 'UUID' }, 2, 'UUID', 'line 2: odd'],
  ];
  for (const [place, line, field, message] of cases) {
    const error = new RecordError('VALUE', 'odd', place);
    t.match(error, { name: 'RecordError', code: 'VALUE', line, field, message }, message);
  }
  const cause = new Error('why');
  t.equal(new RecordError('JSON', 'odd', {}, { cause }).cause, cause);
});
