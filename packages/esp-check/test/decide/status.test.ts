import t from 'tap';
import { statusOf } from '../../src/decide/status.ts';
import { dead, full, unsure, well } from '../judged.ts';

t.test('0: each boots, 32: one would not, 1: of one it is not known', async (t) => {
  t.equal(statusOf(well, false), 0);
  t.equal(statusOf(full, true), 0);
  t.equal(statusOf(dead, false), 32);
  t.equal(statusOf(unsure, false), 1);
  t.equal(statusOf(unsure, true), 32);
  t.equal(statusOf([...unsure, ...dead], false), 32);
  t.equal(statusOf([], false), 32);
});
