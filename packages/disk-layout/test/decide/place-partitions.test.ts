import fc from 'fast-check';
import t from 'tap';
import { chooseFitted } from '../../src/decide/choose-fitted.ts';
import { type Dump, isLogical, isOuter } from '../../src/decide/dump.ts';
import { LayoutError } from '../../src/decide/layout-error.ts';
import { parseDump } from '../../src/decide/parse-dump.ts';
import { type PlacedPartition, partitionText, placePartitions } from '../../src/decide/place-partitions.ts';
import { usableRoom } from '../../src/decide/usable-room.ts';
import { anyDump, dumpOf, gptDump, mbrDump, mib } from '../dumps.ts';

const inMib = (all: readonly PlacedPartition[]) =>
  all.map(({ partition, start, size }) => [partition.number, start / mib, size === null ? null : size / mib]);

function place(dump: Dump, given: string | null, mebibytes: number | null, sectorSize = 512) {
  const disk = mebibytes === null ? null : { path: '/dev/sdb', size: mebibytes * mib, sectorSize };
  return inMib(placePartitions(dump, chooseFitted(dump, given), disk));
}

t.test('the last partition, or a named one, gets what is left', async (t) => {
  const gpt = parseDump(gptDump);
  t.same(
    place(gpt, null, 200),
    [
      [1, 1, 20],
      [2, 21, 30],
      [3, 51, 148],
    ],
    'the same disk',
  );
  t.same(place(gpt, null, 300), [
    [1, 1, 20],
    [2, 21, 30],
    [3, 51, 248],
  ]);
  t.same(
    place(gpt, null, 100, 4096),
    [
      [1, 1, 20],
      [2, 21, 30],
      [3, 51, 48],
    ],
    'a smaller one',
  );
  t.same(place(gpt, '1', 300), [
    [1, 1, 120],
    [2, 121, 30],
    [3, 151, 148],
  ]);
  t.same(
    place(gpt, null, null),
    [
      [1, 1, 20],
      [2, 21, 30],
      [3, 51, null],
    ],
    'the disk is not known',
  );
});

t.test('logical partitions, with room for the sector before each', async (t) => {
  const mbr = parseDump(mbrDump);
  const logical = [
    [5, 22, 5],
    [6, 28, 20],
    [7, 49, 10],
  ];
  t.same(place(mbr, null, 100), [[1, 1, 20], [2, 21, 38], [3, 59, 41], ...logical]);
  const grown = [
    [1, 1, 20],
    [2, 21, 49],
    [3, 70, 30],
    [5, 22, 5],
    [6, 28, 31],
    [7, 60, 10],
  ];
  t.same(place(mbr, '6', 100), grown);
  const lines = ['2 : start=2048, size=30000, type=5', '5 : start=4096, size=2048, type=83'];
  t.same(place(dumpOf('label: dos', ...lines), null, null), [
    [2, 1, null],
    [5, 2, null],
  ]);
});

t.test('all keep their sizes', async (t) => {
  const disk = { path: '/dev/sdb', size: 300 * mib, sectorSize: 512 };
  t.same(inMib(placePartitions(parseDump(gptDump), null, disk)), [
    [1, 1, 20],
    [2, 21, 30],
    [3, 51, 148],
  ]);
  t.same(inMib(placePartitions(parseDump(gptDump), null, null)), [
    [1, 1, 20],
    [2, 21, 30],
    [3, 51, 148],
  ]);
  const small = { ...disk, size: 199 * mib };
  t.throws(() => placePartitions(parseDump(gptDump), null, small), {
    code: 'TOO_SMALL',
    message: /partition 3 'ROOT'/,
  });
});

t.test('a disk that is too small, or is needed and not known', async (t) => {
  const gpt = parseDump(gptDump);
  t.same(place(gpt, null, 53), [
    [1, 1, 20],
    [2, 21, 30],
    [3, 51, 1],
  ]);
  t.throws(() => place(gpt, null, 52), { code: 'TOO_SMALL', message: /partition 3/ });
  t.throws(() => place(gpt, null, 40), { code: 'TOO_SMALL', message: /partition 2/ });
  t.throws(() => place(gpt, null, 0), { code: 'TOO_SMALL', message: /partition 1/ });
  t.throws(() => place(parseDump(mbrDump), null, 45), { code: 'TOO_SMALL', message: /partition 6/ });
  t.throws(() => place(gpt, '1', null), { code: 'UNKNOWN' });
});

t.test('a partition for people', async (t) => {
  const [esp, boot] = parseDump(gptDump).partitions;
  const [primary] = parseDump(mbrDump).partitions;
  t.same(
    [esp, boot, primary].map((one) => one && partitionText(one)),
    [`partition 1 'E"S;P, =a'`, "partition 2 'BÖOT'", 'partition 1'],
  );
});

t.test('always in the disk, apart, aligned, not smaller, all the room used', async () => {
  const anyDisk = fc.record({ size: fc.nat(1500 * mib), sectorSize: fc.constantFrom(512, 4096) });
  fc.assert(
    fc.property(anyDump, anyDisk, fc.nat(10), fc.boolean(), (dump, disk, which, keeps) => {
      const leaves = dump.partitions.filter((one) => !isOuter(dump, one));
      const fitted = keeps ? null : (leaves[which % leaves.length] ?? null);
      const room = usableRoom(dump.label, dump.tableLength, disk);
      const all = attempt(() => placePartitions(dump, fitted, { path: '/dev/sdb', ...disk }));
      if (all === null) return true;
      const endOf = ({ start, size }: PlacedPartition) => start + (size ?? 0);
      const areApart = (group: readonly PlacedPartition[]) =>
        group.every((one) =>
          group.every((other) => one === other || endOf(one) <= other.start || endOf(other) <= one.start),
        );
      const outer = all.find(({ partition }) => isOuter(dump, partition));
      const logical = all.filter(({ partition }) => isLogical(dump, partition));
      return (
        all.length === dump.partitions.length &&
        all.every((one) => one.start % mib === 0 && (one.size ?? 0) % mib === 0 && (one.size ?? 0) > 0) &&
        all.every((one) => one.start >= room.start && endOf(one) <= room.end) &&
        areApart(logical) &&
        areApart(all.filter((one) => !logical.includes(one))) &&
        logical.every((one) => outer && one.start >= outer.start + mib && endOf(one) <= endOf(outer)) &&
        logical.every((one) => logical.every((other) => one === other || endOf(other) !== one.start)) &&
        all.every(
          (one) => one.partition === fitted || one === outer || (one.size ?? 0) >= one.partition.size,
        ) &&
        (fitted === null || Math.max(...all.map(endOf)) === room.end)
      );
    }),
    { numRuns: 1000 },
  );
});

function attempt<T>(compute: () => T): T | null {
  try {
    return compute();
  } catch (error) {
    if (error instanceof LayoutError && error.code === 'TOO_SMALL') return null;
    throw error;
  }
}
