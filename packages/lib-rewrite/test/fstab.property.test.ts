import fc from 'fast-check';
import t from 'tap';
import { fstab, news, olds } from './any-fstab.ts';
import { rewrite } from './fstab-fixture.ts';

const there = olds.map((old, index) => `${old} ${news[index]}`);
const back = olds.map((old, index) => `${news[index]} ${old}`);

const rules = fc.record({
  under: fc.constantFrom(undefined, '/a', '/m'),
  'add-peer': fc.constantFrom(undefined, '/peer', '/a/p'),
  'add-option': fc.subarray(['/a o', '/m/a x,y', '/peer z', 'none o']),
  drop: fc.subarray(['/a/b', '/peer/a', 'swap', '/m/peer']),
  set: fc.subarray(['V W', 'ext4 xfs']),
});

t.test('an empty map gives the same bytes', async () => {
  fc.assert(fc.property(fstab, (text) => rewrite([text], []).text === text));
});

// Without spellings of the same id of which a map back can know only one, and without labels in links.
t.test('a map and the map back give the same bytes', async () => {
  fc.assert(
    fc.property(fstab, (text) => {
      if (text.includes('0A1B')) return true;
      return rewrite([rewrite([text], there).text], back).text === text;
    }),
  );
});

t.test('twice is once, whatever the rules', async () => {
  fc.assert(
    fc.property(fstab, rules, (text, given) => {
      const { text: once } = rewrite([text], there, given);
      return rewrite([once], there, given).text === once;
    }),
    { numRuns: 1000 },
  );
});

t.test('chunks make no difference', async () => {
  fc.assert(
    fc.property(fstab, rules, fc.array(fc.nat(9)), (text, given, sizes) => {
      const chunks: string[] = [];
      let at = 0;
      for (const size of sizes) {
        chunks.push(text.slice(at, at + size));
        at += size;
      }
      return rewrite([...chunks, text.slice(at)], there, given).text === rewrite([text], there, given).text;
    }),
  );
});

t.test('ids change sources only', async () => {
  fc.assert(
    fc.property(fstab, (text) => {
      const before = text.split('\n');
      const after = rewrite([text], there).text.split('\n');
      return (
        before.length === after.length &&
        before.every((line, index) => {
          const rest = (whole: string) => whole.replace(/^[ \t]*[^ \t]*/, '');
          return rest(line) === rest(after[index] ?? '');
        })
      );
    }),
  );
});
