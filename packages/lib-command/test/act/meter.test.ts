import t from 'tap';
import { createMeter } from '../../src/act/meter.ts';

t.test('of many steps a few are shown, each in whole', async (t) => {
  const shown: string[] = [];
  const meter = createMeter((text) => shown.push(text));
  const add = meter.begin('reading a', 1000);
  for (let step = 0; step < 1000; step += 1) add(1);
  t.equal(shown[0], '1 bytes of 1000 bytes: reading a');
  t.ok(shown.length < 1000);
});

t.test('several pieces of work have their own counts', async (t) => {
  const shown: string[] = [];
  const meter = createMeter((text) => shown.push(text));
  const [one, other] = [meter.begin('one', null), meter.begin('other', null)];
  one(5);
  other(7);
  t.strictSame(shown, ['5 bytes: one', '7 bytes: other'], 'the first step of each is shown at once');
});
