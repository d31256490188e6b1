import type { Generation, Hold } from '@twinroot/lib-generation';
import t from 'tap';
import { chooseGoing, nestedIn } from '../../src/decide/choose-going.ts';

const generation = (year: number, more: Partial<Generation> = {}): Generation => ({
  id: `${year}0101000000aaaaaaaa`,
  time: 0,
  isSealed: true,
  slot: null,
  isDefault: false,
  hasNested: false,
  isKept: false,
  base: null,
  kernels: [],
  ...more,
});
const all = [2021, 2022, 2023, 2024].map((year) => generation(year));
const facts = {
  generations: all,
  holdsOf: () => [] as readonly Hold[],
  keep: 1,
  wasSwitchedTo: null,
  asked: null,
};
const years = (ids: readonly { readonly id: string }[]) => ids.map(({ id }) => Number(id.slice(0, 4)));

t.test('the newest stay', async (t) => {
  t.strictSame(years(chooseGoing(facts).going), [2021, 2022, 2023]);
  t.strictSame(years(chooseGoing({ ...facts, keep: 3 }).going), [2021]);
  t.strictSame(years(chooseGoing({ ...facts, keep: 4 }).going), []);
  t.strictSame(years(chooseGoing({ ...facts, keep: 40 }).going), []);
  t.strictSame(years(chooseGoing({ ...facts, keep: 0 }).staying), [2024], 'one at least');
  t.strictSame(chooseGoing({ ...facts, generations: [] }), { going: [], staying: [] });
});

t.test('those that nobody switched to take the place of none that somebody did', async (t) => {
  const wasSwitchedTo = ({ id }: Generation) => /^202[0-2]/.test(id);
  const generations = [generation(2020), ...all];
  const going = (keep: number) => years(chooseGoing({ ...facts, generations, wasSwitchedTo, keep }).going);
  t.strictSame([1, 2, 3, 4, 5].map(going), [
    [2020, 2021, 2022, 2023],
    [2020, 2021, 2022],
    [2020, 2021],
    [2020],
    [],
  ]);
  const four = generations.slice(0, 3).map((one) => ({ ...one, slot: one.id.startsWith('2022') ? 0 : null }));
  const newer = [2023, 2024, 2025, 2026].map((year) => generation(year));
  const holdsOf = ({ slot }: Generation): readonly Hold[] => (slot === 0 ? ['current'] : []);
  const unswitched = { ...facts, generations: [...four, ...newer], wasSwitchedTo, holdsOf };
  const kept = chooseGoing({ ...unswitched, keep: 4 });
  t.strictSame(years(kept.going), [], 'two that it can fall back to');
  t.match(kept.staying[0], { why: /fall back to/, isNewest: true });
  t.strictSame(years(chooseGoing({ ...unswitched, keep: 3 }).going), [2020, 2023], 'one');
  t.strictSame(years(chooseGoing({ ...unswitched, keep: 2 }).going), [2020, 2021, 2023, 2024]);
});

t.test('what is not sealed neither counts nor goes', async (t) => {
  const generations = [generation(2020, { isSealed: false }), ...all, generation(2025, { isSealed: false })];
  const { going, staying } = chooseGoing({ ...facts, generations, keep: 2 });
  t.strictSame(years(going), [2021, 2022]);
  t.match(staying, [
    { why: 'it is not sealed', isNewest: false },
    { isNewest: true },
    { isNewest: true },
    { why: 'it is not sealed' },
  ]);
});

t.test('what is held stays, and takes the place of no other', async (t) => {
  const holds: readonly Hold[] = ['booted', 'mounted', 'current', 'default', 'untried', 'nested', 'keep'];
  for (const hold of holds) {
    const holdsOf = ({ id }: Generation) => (id.startsWith('2022') ? [hold] : []);
    const { going, staying } = chooseGoing({ ...facts, keep: 2, holdsOf });
    t.strictSame(years(going), [2021], hold);
    t.strictSame(years(staying), [2022, 2023, 2024]);
    t.ok(staying[0]?.why);
  }
});

t.test('only those that were asked for', async (t) => {
  const asked = new Set([all[1]?.id ?? '', all[3]?.id ?? '', '20200101000000aaaaaaaa']);
  const { going, staying } = chooseGoing({ ...facts, asked });
  t.strictSame(years(going), [2022]);
  t.match(staying, [{ why: 'it is the newest', isNewest: true }]);
});

t.test('what stays for subvolumes in it, and for nothing else', async (t) => {
  const holdsOf = ({ id }: Generation): readonly Hold[] =>
    id.startsWith('2021')
      ? ['nested']
      : id.startsWith('2022')
        ? ['nested', 'keep']
        : id.startsWith('2024')
          ? ['nested']
          : [];
  t.match(chooseGoing({ ...facts, holdsOf }).staying, [
    { isNested: true },
    { isNested: false },
    { isNewest: true, isNested: false },
  ]);
  const id = all[0]?.id ?? '';
  const paths = [
    `snapshots/${id}/@`,
    `snapshots/${id}/@/b`,
    `snapshots/${id}/@/a/c`,
    'snapshots/x/@/b',
    `${id}/@/b`,
  ];
  const list = paths.map((path) => ({ path }));
  t.match(nestedIn(id, list), /in it, \S+\/@\/a\/c, \S+\/@\/b$/);
  const many = ['1', '2', '3', '4', '5', '6'].map((name) => ({ path: `snapshots/${id}/@/${name}` }));
  t.match(nestedIn(id, many), /\/4, 2 more$/);
});
