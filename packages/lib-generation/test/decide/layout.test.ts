import t from 'tap';
import { idOfSubvolume, layoutOf, type SnapshotFound, type TopFound } from '../../src/decide/layout.ts';

const first = '20210411212549sdBXyLxg';
const second = '20220411212549sdBXyLxg';
const links = '20210411213742qwrXAJBz';

const root = { name: '@', isReadOnly: false, isDefault: false };
const snapshot = (name: string, more: Partial<SnapshotFound> = {}): SnapshotFound => ({
  name,
  subvolumes: [root],
  hasNested: false,
  base: null,
  isKept: false,
  kernels: [],
  ...more,
});
const to = (target: string) => ({ kind: 'link', target }) as const;
const top = (more: Partial<TopFound> = {}): TopFound => ({
  snapshots: [snapshot(second), snapshot(first)],
  links: [
    {
      name: links,
      slots: ['0', '1', '2', '3'].map((name) => ({ name, found: to(`../../snapshots/${first}`) })),
    },
  ],
  current: to(`./links/${links}`),
  ...more,
});

t.test('a tree that was made by hand', async (t) => {
  const { generations, current, slots, faults } = layoutOf(top());
  t.strictSame(slots, [first, first, first, first]);
  t.strictSame(faults, []);
  t.equal(current, links);
  t.match(generations, [
    { id: first, slot: 0, isSealed: true, isDefault: false },
    { id: second, slot: null, isSealed: false },
  ]);
  t.equal(generations[0]?.time, Date.UTC(2021, 3, 11, 21, 25, 49) / 1000);
});

t.test('what is read-only is sealed, and what is not a generation is passed over', async (t) => {
  const { generations } = layoutOf(
    top({
      snapshots: [
        snapshot(first, {
          subvolumes: [
            { ...root, isReadOnly: true },
            { ...root, name: '@var', isDefault: true },
          ],
        }),
        snapshot('mine'),
        snapshot(second, { subvolumes: [{ ...root, name: '@home' }] }),
      ],
      links: [],
    }),
  );
  t.match(generations, [{ id: first, isSealed: true, isDefault: true }]);
  t.equal(generations.length, 1);
});

t.test('what a generation is made of, and what is in it', async (t) => {
  const { generations } = layoutOf(
    top({
      snapshots: [snapshot(first, { base: 'mine' }), snapshot(second, { base: first, hasNested: true })],
    }),
  );
  t.match(generations, [
    { id: first, base: null, hasNested: false },
    { id: second, base: first, hasNested: true },
  ]);
});

t.test('what is wrong is said', async (t) => {
  const slot = (name: string, target: string) => [{ name: links, slots: [{ name, found: to(target) }] }];
  const cases: readonly (readonly [Partial<TopFound>, RegExp])[] = [
    [{ current: { kind: 'absent' } }, /no link current/],
    [{ current: { kind: 'other' } }, /current is no link/],
    [
      { current: to('links/20200101000000aaaaaaaa') },
      /leads to links\/20200101000000aaaaaaaa, which is not there/,
    ],
    [{ current: to('/links') }, /which is not there/],
    [{ links: slot('0', '../../snapshots/20200101000000aaaaaaaa') }, /current\/0 leads to no generation/],
    [{ links: slot('0', '/snapshots') }, /current\/0 leads to no generation/],
    [{ links: slot('1', `../../snapshots/${first}`) }, /current\/0 is missing/],
    [
      { links: [{ name: links, slots: [{ name: '0', found: { kind: 'other' } }] }] },
      /current\/0 leads to no/,
    ],
  ];
  for (const [more, fault] of cases) {
    const { faults } = layoutOf(top(more));
    t.equal(faults.length, 1, `${faults}`);
    t.match(faults[0], fault);
  }
});

t.test('the generation of a subvolume', async (t) => {
  t.equal(idOfSubvolume(`/snapshots/${first}/@`), first);
  t.equal(idOfSubvolume(`snapshots/${first}/@var/lib`), first);
  for (const none of ['/', '/@', `/other/${first}/@`, '/snapshots/mine/@', `/x/snapshots/${first}/@`])
    t.equal(idOfSubvolume(none), null, none);
});
