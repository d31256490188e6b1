import t from 'tap';
import { countDumps } from '../../src/gather/count-dumps.ts';
import { putVariable } from '../efivars-fixture.ts';

t.test('dumps of the kernel are counted', async (t) => {
  const root = t.testdir({});
  t.equal(countDumps(root), 0);
  const crash = 'cfc8fc79-be2e-4ddc-97f0-9f98bfe298a0';
  for (const part of [1, 2, 3]) putVariable(root, `dump-type0-${part}-1-1700000000-C`, Buffer.of(1), crash);
  putVariable(root, 'other', Buffer.of(1), crash);
  putVariable(root, 'dump-type0-4-1-1700000000-C', Buffer.of(1));
  t.equal(countDumps(root), 3);
});
