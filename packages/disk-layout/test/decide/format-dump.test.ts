import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { formatDump } from '../../src/decide/format-dump.ts';
import { parseDump } from '../../src/decide/parse-dump.ts';
import { placePartitions } from '../../src/decide/place-partitions.ts';
import { anyDump, dumpOf, gptDump, mbrDump, mib } from '../dumps.ts';

const disk = { path: '/dev/sdb', size: 300 * mib, sectorSize: 4096 };

t.test('for a disk that is known', async (t) => {
  const dump = parseDump(gptDump);
  t.equal(
    formatDump(dump, placePartitions(dump, dump.partitions[2] ?? null, disk), 4096, null),
    `label: gpt
unit: sectors
sector-size: 4096

1 : start=256, size=5120, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, name="E\\x22S;P, =a", attrs="RequiredPartition GUID:63"
2 : start=5376, size=7680, type=BC13C2FF-59E6-4262-A352-B275FD6F7172, name="B\\xc3\\x96OT"
3 : start=13056, size=63488, type=4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709, name="ROOT"
`,
  );
});

t.test('for one that is not known, with ids', async (t) => {
  const dump = dumpOf(
    'label: gpt\ntable-length: 256',
    `2 : start=2048, size=1, type=${'0FC63DAF-8483-4772-8E79-3D69D8477DE4'}`,
  );
  const [only = null] = dump.partitions;
  const ids = { label: 'A', partitions: new Map([[2, 'B']]) };
  t.equal(
    formatDump(dump, placePartitions(dump, only, null), null, ids),
    `label: gpt
label-id: A
unit: sectors
table-length: 256
grain: 1048576

2 : start=1MiB, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4, uuid=B
`,
  );
});

t.test('an MBR keeps what is bootable', async (t) => {
  const dump = parseDump(mbrDump);
  const text = formatDump(dump, placePartitions(dump, null, disk), 4096, null);
  t.same(text.match(/^\d+ : .*, bootable$/gm), ['1 : start=256, size=5120, type=ef, bootable']);
});

t.test('what is written for a disk is read as the same partitions', async () => {
  fc.assert(
    fc.property(anyDump, fc.constantFrom(512, 4096), (dump, sectorSize) => {
      const placed = placePartitions(dump, null, { path: '/dev/sdb', size: 2 ** 40, sectorSize });
      const again = parseDump(formatDump(dump, placed, sectorSize, null)).partitions;
      const expected = placed.map(({ partition, start, size }, index) => ({
        ...partition,
        line: again[index]?.line,
        start,
        size,
      }));
      return isDeepStrictEqual(again, expected);
    }),
  );
});
