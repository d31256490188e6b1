import t from 'tap';
import { shortageOf } from '../../src/decide/shortage.ts';

const margin = 256 * 1024;
t.test('what is lacking', async (t) => {
  t.equal(shortageOf([], { free: 0, cluster: 4096 }), 0, 'nothing needs nothing');
  t.equal(shortageOf([1, 4097], { free: margin + 3 * 4096, cluster: 4096 }), 0);
  t.equal(shortageOf([1, 4097], { free: margin + 3 * 4096 - 1, cluster: 4096 }), 1);
  t.equal(shortageOf([10], { free: 0, cluster: 512 }), margin + 512);
});
