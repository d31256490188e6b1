import t from 'tap';
import { lastOfLinks, turnWithout } from '../../src/decide/turn.ts';

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((letter) => `20210101000000${letter.repeat(8)}`) as [
  string,
  string,
  string,
  string,
];
const current = '20220101000000llllllll';
const [older, younger] = ['20210101000000llllllll', '20230101000000llllllll'];
const to = (name: string, ids: readonly string[]) => ({
  name,
  slots: ids.map((id, slot) => ({
    name: String(slot),
    found: { kind: 'link', target: `../../snapshots/${id}` } as const,
  })),
});

t.test('links lead to what is left', async (t) => {
  const cases: readonly (readonly [
    slots: readonly (string | null)[],
    going: readonly string[],
    ids: readonly string[] | undefined,
  ])[] = [
    [[a, b, c, d], [], undefined],
    [[a, b, c, d], ['x'], undefined],
    [[a, b, c, d], [d], [a, b, c, c]],
    [
      [a, b, c, d],
      [b, d],
      [a, c, c, c],
    ],
    [[a, b, b, b], [b], [a, a, a, a]],
    [[a, null, c], [], [a, c, c]],
    [[a], [], undefined],
    [[], [a], undefined],
    [[a, a], [a], undefined],
  ];
  for (const [slots, going, ids] of cases)
    t.strictSame(turnWithout({ links: [] }, { current, slots }, new Set(going))?.ids, ids, `${slots}`);
});

t.test('a directory that a run has left is used', async (t) => {
  const turn = (...links: readonly ReturnType<typeof to>[]) =>
    turnWithout({ links }, { current, slots: [a, b] }, new Set([b]))?.existing;
  t.equal(turn(to(younger, [a, a])), younger);
  t.equal(turn(to(older, [a, a])), null, 'one that is older was current once');
  t.equal(turn(to(younger, [a, b])), null);
  t.equal(turn(to(younger, [a])), null);
  t.equal(turn(to(younger, [a, a, a])), null);
  t.equal(turn(to('.new', [a, a]), to('zzz', [a, a])), null);
});

t.test('what no link leads to is the first to go, and then the last of the links', async (t) => {
  const slots = (all: readonly (number | null)[]) =>
    lastOfLinks(all.map((slot) => ({ slot }))).map((one) => one.slot);
  t.strictSame(slots([3, null, 1, 2, null]), [null, null, 3, 2, 1]);
  t.strictSame(slots([]), []);
});
