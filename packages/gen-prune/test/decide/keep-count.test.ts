import t from 'tap';
import { keepCount } from '../../src/decide/keep-count.ts';

t.test('how many stay', async (t) => {
  t.equal(keepCount('1'), 1);
  t.equal(keepCount('40'), 40);
  for (const wrong of ['', '0', '-1', '1.5', '1e3', '04', ' 4', 'all', '9999999999'])
    t.equal(keepCount(wrong), null, wrong);
});
