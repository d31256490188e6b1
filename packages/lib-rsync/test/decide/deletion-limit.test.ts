import fc from 'fast-check';
import t from 'tap';
import {
  allowedDeletions,
  defaultMaxDelete,
  type Forecast,
  harmlessDeletions,
  whyNotDelete,
} from '../../src/decide/deletion-limit.ts';

const usual = { maxDelete: defaultMaxDelete, allowEmpty: false };

t.test('what is refused', async (t) => {
  const cases: [deleted: number, kept: number, isSourceEmpty: boolean, isRefused: boolean][] = [
    [0, 0, true, false],
    [1, 0, true, true],
    [1, 5, true, true],
    [1000, 0, true, true],
    [0, 30, false, false],
    [10, 10, false, false],
    [11, 9, false, true],
    [11, 8, false, false],
    [19, 0, false, false],
    [20, 0, false, true],
    [500, 500, false, false],
    [501, 499, false, true],
  ];
  for (const [deleted, kept, isSourceEmpty, isRefused] of cases) {
    const why = whyNotDelete({ deleted, kept, isSourceEmpty }, usual);
    t.equal(why !== null, isRefused, `${deleted} of ${deleted + kept}: ${why}`);
  }
});

t.test('each of the two limits is taken away by itself', async (t) => {
  const many = { deleted: 90, kept: 10, isSourceEmpty: false };
  const empty = { deleted: 90, kept: 0, isSourceEmpty: true };
  t.equal(whyNotDelete(many, { maxDelete: 100, allowEmpty: false }), null);
  t.type(whyNotDelete(many, { maxDelete: 50, allowEmpty: true }), 'string');
  t.equal(whyNotDelete(empty, { maxDelete: 50, allowEmpty: true }), null);
  t.type(whyNotDelete(empty, { maxDelete: 100, allowEmpty: false }), 'string');
  t.equal(whyNotDelete(many, { maxDelete: 90, allowEmpty: false }), null);
  t.type(whyNotDelete({ ...many, deleted: 1, kept: 99 }, { maxDelete: 0, allowEmpty: false }), 'string');
});

t.test('how much rsync is kept to', async (t) => {
  t.strictSame([0, 10, 50, 99, 100].map(harmlessDeletions), [0, 2, 10, 19, Number.POSITIVE_INFINITY]);
  const cases: [Forecast, maxDelete: number, most: number | null][] = [
    [{ deleted: 3, kept: 97, isSourceEmpty: false }, 50, 50],
    [{ deleted: 15, kept: 0, isSourceEmpty: false }, 50, 15],
    [{ deleted: 0, kept: 0, isSourceEmpty: false }, 50, 10],
    [{ deleted: 3, kept: 97, isSourceEmpty: false }, 100, null],
    [{ deleted: 3, kept: 0, isSourceEmpty: true }, 50, null],
  ];
  for (const [forecast, maxDelete, most] of cases)
    t.equal(allowedDeletions(forecast, { maxDelete, allowEmpty: true }), most, JSON.stringify(forecast));
});

const name = fc.integer({ min: 0, max: 60 });
const limits = fc.record({ maxDelete: fc.integer({ min: 0, max: 100 }), allowEmpty: fc.boolean() });

t.test('what is not refused never takes more than it may, and a way around is always there', async () => {
  fc.assert(
    fc.property(fc.uniqueArray(name), fc.uniqueArray(name), limits, (source, dest, given) => {
      const deleted = dest.filter((each) => !source.includes(each)).length;
      const forecast = { deleted, kept: dest.length - deleted, isSourceEmpty: source.length === 0 };
      const { maxDelete, allowEmpty } = given;
      const why = whyNotDelete(forecast, given);
      if (source.length === 0) t.equal(why === null, deleted === 0 || allowEmpty);
      else if (dest.length >= 20) t.equal(why === null, deleted / dest.length <= maxDelete / 100);
      else t.equal(why, null);
      if (source.length > 0 && deleted <= harmlessDeletions(maxDelete)) t.equal(why, null);
      const most = allowedDeletions(forecast, given);
      if (why === null && most !== null) t.ok(most >= deleted);
      t.equal(whyNotDelete(forecast, { maxDelete: 100, allowEmpty: true }), null);
    }),
    { numRuns: 1000 },
  );
});
