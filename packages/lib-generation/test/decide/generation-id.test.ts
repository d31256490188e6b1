import t from 'tap';
import { timeOfId } from '../../src/decide/generation-id.ts';

t.test('the time in an id', async (t) => {
  t.equal(timeOfId('20210411212549sdBXyLxg'), Date.UTC(2021, 3, 11, 21, 25, 49) / 1000);
  for (const wrong of [
    '20210411212549sdBXyLx',
    '20210411212549sdBXyLx1',
    '20210230212549sdBXyLxg',
    '20211311212549sdBXyLxg',
    '20210411212560sdBXyLxg',
    'x20210411212549sdBXyLxg',
    '',
  ])
    t.equal(timeOfId(wrong), null, wrong);
});
