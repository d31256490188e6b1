import t from 'tap';
import { atOnce, type Steps } from '../../src/decide/steps.ts';

t.test('all steps are taken, to the result', async (t) => {
  const taken: number[] = [];
  function* counting(): Steps<string> {
    for (const number of [1, 2, 3]) {
      taken.push(number);
      yield;
    }
    return 'done';
  }
  t.equal(atOnce(counting()), 'done');
  t.same(taken, [1, 2, 3]);
});
