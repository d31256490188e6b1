import t from 'tap';
import { layoutRecords } from '../../src/decide/layout-records.ts';
import { parseDump } from '../../src/decide/parse-dump.ts';
import { placePartitions } from '../../src/decide/place-partitions.ts';
import { gptDump, mbrDump, mib } from '../dumps.ts';

t.test('records of a layout', async (t) => {
  const dump = parseDump(gptDump);
  const [, , root = null] = dump.partitions;
  const records = layoutRecords('gpt', placePartitions(dump, root, null));
  t.same(records[1], {
    number: 2,
    partlabel: 'BÖOT',
    parttype: 'bc13c2ff-59e6-4262-a352-b275fd6f7172',
    start: 21 * mib,
    size: 30 * mib,
    old_size: 30 * mib,
  });
  t.match(records[2], { size: null, old_size: 148 * mib });
  const mbr = parseDump(mbrDump);
  t.match(layoutRecords('dos', placePartitions(mbr, null, null))[0], { partlabel: null, parttype: '0xef' });
});
