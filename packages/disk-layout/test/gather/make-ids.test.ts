import t from 'tap';
import { parseDump } from '../../src/decide/parse-dump.ts';
import { makeIds } from '../../src/gather/make-ids.ts';
import { gptDump, mbrDump } from '../dumps.ts';

t.test('new ids, each time others', async (t) => {
  const guid = /^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/;
  const two = [makeIds(parseDump(gptDump)), makeIds(parseDump(gptDump))];
  const all = two.flatMap(({ label, partitions }) => [label, ...partitions.values()]);
  t.equal(new Set(all).size, 8);
  for (const id of all) t.match(id, guid);
  t.same([...(two[0]?.partitions.keys() ?? [])], [1, 2, 3]);
  const mbr = makeIds(parseDump(mbrDump));
  t.match(mbr.label, /^0x[0-9a-f]{8}$/);
  t.not(mbr.label, '0x00000000');
  t.equal(mbr.partitions.size, 0);
});
