import t from 'tap';
import { aligned, grain, mebibytes } from '../../src/decide/mebibyte.ts';

t.test('multiples of 1 MiB', async (t) => {
  t.same([0, 1, grain, grain + 1].map(aligned), [0, grain, grain, 2 * grain]);
  t.same([grain, grain * 1.5, 300 * grain].map(mebibytes), ['1 MiB', '1.5 MiB', '300 MiB']);
});
