import { refused } from '@twinroot/lib-failure';
import t from 'tap';

t.test('a refusal has a reason and a kind by which it is told from an answer', async (t) => {
  t.strictSame(refused('it is not FAT'), { kind: 'refused', reason: 'it is not FAT' });
});
