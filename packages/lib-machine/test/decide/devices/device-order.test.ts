import t from 'tap';
import { byNumber } from '../../../src/decide/devices/device-order.ts';

t.test('by major and minor numbers, as they are packed into one', async (t) => {
  const order = [
    '7:0',
    '7:9',
    '7:10',
    '8:0',
    '8:255',
    '253:0',
    '259:3',
    '8:256',
    '259:300',
    '8:4096',
    '4096:0',
  ];
  t.strictSame(order.toReversed().toSorted(byNumber), order);
});
