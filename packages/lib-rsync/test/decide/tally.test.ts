import t from 'tap';
import { changeOf } from '../../src/decide/itemized.ts';
import { createTally, isNothing } from '../../src/decide/tally.ts';

t.test('changes are counted', async (t) => {
  const tally = createTally();
  t.ok(isNothing(tally.counts()));
  const lines = [
    '@>f+++++++++ 3 a',
    '@>f.st...... 4 b',
    '@cd+++++++++ 4096 c/',
    '@hf+++++++++ 3 d',
    '@.f...p..... 9 e',
    '@*deleting   0 f',
  ];
  for (const line of lines) {
    const change = changeOf(line);
    if (change) tally.add(change);
    t.notOk(isNothing(tally.counts()));
  }
  t.strictSame(tally.counts(), { files_copied: 2, bytes_copied: 7, files_deleted: 1, others_changed: 3 });
});
