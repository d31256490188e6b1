import t from 'tap';
import { damaged, LayoutError } from '../../src/decide/layout-error.ts';

t.test('an error carries its code and its line', async (t) => {
  t.match(damaged(3, 'why'), { code: 'DAMAGED', line: 3, message: /3.*why/ });
  t.match(new LayoutError('TOO_SMALL', null, 'why'), { code: 'TOO_SMALL', line: null, message: 'why' });
});
