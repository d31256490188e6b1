import type { Generation, Layout, MemberPublished, TopFound } from '@twinroot/lib-generation';
import t from 'tap';
import { planRecords, prunePlan } from '../../src/decide/prune-plan.ts';

const [a, b, c] = ['20210101000000aaaaaaaa', '20220101000000bbbbbbbb', '20230101000000cccccccc'];
const [old, now] = ['20210201000000llllllll', '20220201000000llllllll'];
const generation = (id: string): Generation => ({
  id,
  time: 0,
  isSealed: true,
  slot: null,
  isDefault: false,
  hasNested: false,
  isKept: false,
  base: null,
  kernels: [],
});
const subvolume = (name: string) => ({ name, isReadOnly: true, isDefault: false });
const snapshot = (name: string) => ({
  name,
  subvolumes: [subvolume('@'), subvolume('@var')],
  hasNested: false,
  base: null,
  isKept: false,
  kernels: [],
});
const found: TopFound = {
  snapshots: [a, b, c, `.new-${c}`].map(snapshot),
  links: [old, now].map((name) => ({ name, slots: [] })),
  current: { kind: 'link', target: `./links/${now}` },
};
const layout: Layout = {
  generations: [a, b, c].map(generation),
  current: now,
  slots: [c, b, a, a],
  faults: [],
};
const entry = (id: string, ...files: readonly string[]) => ({
  path: `loader/entries/t-gen-${id}.conf`,
  id,
  isOlderKernel: false,
  left: null,
  commandLine: '',
  files,
  isComplete: true,
});
const member = (isBooted: boolean, entries: MemberPublished['entries']): MemberPublished => ({
  partuuid: String(isBooted),
  name: '/efi',
  isBooted,
  entries,
  payloads: ['t/gen/linux-1', 't/gen/linux-2'],
});
const set = (...members: readonly MemberPublished[]) => ({
  token: 't',
  isCounted: true,
  members,
  missing: [],
  faults: [],
});
const one = generation(a);
const facts = {
  found,
  layout,
  chosen: { going: [one], staying: [{ id: c, why: 'it is the newest', isNewest: true, isNested: false }] },
  published: set(
    member(true, [entry(a, 't/gen/linux-1'), entry(c, 't/gen/linux-2')]),
    member(false, [entry(a, 't/gen/linux-1'), entry(c, 't/gen/linux-2')]),
  ),
  gone: [],
  changedAt: new Map([
    [old, 1],
    [now, 2],
  ]),
};

t.test('in order', async (t) => {
  const records = planRecords(prunePlan(facts), found);
  t.strictSame(
    records.map(({ operation, path, generation: id }) => [operation, path, id]),
    [
      ['keep', null, c],
      ['delete', `loader/entries/t-gen-${a}.conf`, a],
      ['mirror', null, null],
      ['delete', 't/gen/linux-1', null],
      ['mirror', null, null],
      ['turn', 'current/0', c],
      ['turn', 'current/1', b],
      ['turn', 'current/2', b],
      ['turn', 'current/3', b],
      ['delete', `snapshots/${a}/@`, a],
      ['delete', `snapshots/${a}/@var`, a],
      ['delete', `snapshots/.new-${c}`, null],
      ['delete', `links/${old}`, null],
      ['delete', `links/${now}`, null],
    ],
  );
});

t.test('what a run that was killed has left to do', async (t) => {
  const bare = member(true, [entry(c, 't/gen/linux-1', 't/gen/linux-2')]);
  const follows = prunePlan({ ...facts, published: set(bare, member(false, [entry(a)])) });
  t.match(follows, { entries: [], mirrorsEntries: true, payloads: [], mirrorsPayloads: false });
  const clean = { ...bare, payloads: ['t/gen/linux-1'] };
  const nothing = { going: [], staying: [] };
  const behind = prunePlan({
    ...facts,
    chosen: nothing,
    published: set(clean, { ...bare, isBooted: false, payloads: ['t/gen/linux-9'] }),
  });
  t.match(behind, { payloads: [], mirrorsEntries: false, mirrorsPayloads: true, turn: null });
});

t.test('entries that lead to what is gone', async (t) => {
  const gone = '20200101000000gggggggg';
  const stale = prunePlan({
    ...facts,
    chosen: { going: [], staying: [] },
    gone: [gone],
    published: set(member(true, [entry(gone, 't/gen/linux-1'), entry(c, 't/gen/linux-2')])),
  });
  t.match(stale, {
    entries: [{ id: gone, path: `loader/entries/t-gen-${gone}.conf` }],
    payloads: [{ path: 't/gen/linux-1' }],
    mirrorsEntries: true,
    going: [],
    turn: null,
  });
});

t.test('without ESPs', async (t) => {
  t.match(prunePlan({ ...facts, published: null }), {
    entries: [],
    payloads: [],
    mirrorsEntries: false,
    mirrorsPayloads: false,
    going: [{ id: a }],
  });
});

t.test('nothing to do', async (t) => {
  const plan = prunePlan({
    ...facts,
    found: { ...found, snapshots: [a, b, c].map(snapshot), links: [{ name: now, slots: [] }] },
    chosen: { going: [], staying: [] },
    published: null,
  });
  t.strictSame(planRecords(plan, found), []);
});
