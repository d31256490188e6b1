import t from 'tap';
import { IdMapError } from '../../src/decide/id-map-error.ts';

t.test('what an error carries', async (t) => {
  const cause = new Error('odd');
  const error = new IdMapError('CONFLICT', 'UUID=a=UUID=b', 'two new ids', { cause });
  t.match(error, { name: 'IdMapError', code: 'CONFLICT', pair: 'UUID=a=UUID=b', message: 'two new ids' });
  t.equal(error.cause, cause);
});
