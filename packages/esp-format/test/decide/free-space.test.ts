import fc from 'fast-check';
import t from 'tap';
import { gapsIn, placeFor } from '../../src/decide/free-space.ts';
import { grain } from '../../src/decide/mebibyte.ts';

const rows = (...list: readonly (readonly [number, number])[]) =>
  list.map(([start, size]) => ({ start: start * grain, size: size * grain }));

t.test('the first free part that is large enough', async (t) => {
  const table = { start: grain, end: 100 * grain, rows: rows([50, 20], [1, 10], [30, 5]) };
  t.same(
    gapsIn(table).map(({ start, end }) => [start / grain, end / grain]),
    [
      [11, 30],
      [35, 50],
      [70, 100],
    ],
  );
  for (const [size, start] of [
    [10, 11],
    [19, 11],
    [20, 70],
    [30, 70],
    [31, null],
  ] as const)
    t.equal(
      (placeFor(table, size * grain)?.start ?? null) === null
        ? null
        : (placeFor(table, size * grain)?.start ?? 0) / grain,
      start,
      `${size}`,
    );
});

t.test('odd positions are rounded inwards', async (t) => {
  const table = { start: 34 * 512, end: 10.5 * grain, rows: [{ start: 3 * grain + 512, size: 512 }] };
  t.same(gapsIn(table), [
    { start: grain, end: 3 * grain },
    { start: 4 * grain, end: 10 * grain },
  ]);
  t.same(gapsIn({ start: grain, end: grain, rows: [] }), []);
});

t.test('a place is aligned, within the disk, and in no partition', async () => {
  const row = fc.record({ start: fc.nat(1000 * grain), size: fc.integer({ min: 512, max: 100 * grain }) });
  fc.assert(
    fc.property(fc.array(row), fc.integer({ min: 1, max: 200 }), (list, size) => {
      const table = { start: grain, end: 1100 * grain, rows: list };
      const place = placeFor(table, size * grain);
      if (place === null) return gapsIn(table).every(({ start, end }) => end - start < size * grain);
      return (
        place.start % grain === 0 &&
        place.end - place.start === size * grain &&
        place.start >= table.start &&
        place.end <= table.end &&
        list.every((one) => one.start >= place.end || one.start + one.size <= place.start)
      );
    }),
  );
});
