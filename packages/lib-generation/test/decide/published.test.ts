import t from 'tap';
import {
  completeOn,
  type EntryFound,
  type MemberPublished,
  triedOf,
  unnamedPayloads,
} from '../../src/decide/published.ts';

const [first, second] = ['20210411212549sdBXyLxg', '20220411212549sdBXyLxg'];
const entry = (id: string | null, left: number | null, files: readonly string[] = []): EntryFound => ({
  path: `loader/entries/x-${id}.conf`,
  id,
  isOlderKernel: false,
  left,
  commandLine: '',
  files,
  isComplete: files.length > 0,
});
const member = (partuuid: string, more: Partial<MemberPublished>): MemberPublished => ({
  partuuid,
  name: `/${partuuid}`,
  isBooted: false,
  entries: [],
  payloads: [],
  ...more,
});

t.test('what boots have made of a generation', async (t) => {
  const of = (...entries: readonly EntryFound[]) =>
    triedOf({ members: [member('a', { entries })], isCounted: true }, first);
  t.equal(of(), null);
  t.equal(of(entry(second, null), entry(null, null)), null);
  t.equal(of(entry(first, 3)), 'untried');
  t.equal(of(entry(first, 1)), 'untried');
  t.equal(of(entry(first, 0)), 'bad');
  t.equal(of(entry(first, null)), 'good');
  t.equal(of(entry(first, 0), entry(first, null)), 'good', 'blessed, and the old name is there still');
  const members = [
    member('a', { entries: [entry(first, 3)] }),
    member('b', { isBooted: true, entries: [entry(first, null)] }),
  ];
  t.equal(triedOf({ members, isCounted: true }, first), 'good', 'what was booted knows');
  t.equal(triedOf({ members: members.slice(0, 1), isCounted: true }, first), 'untried');
  const olderKernel = { ...entry(first, null), isOlderKernel: true };
  t.equal(of(olderKernel), null, 'older kernels have no counter, and tell nothing');
  for (const [left, tried] of [
    [3, 'untried'],
    [0, 'bad'],
    [null, 'good'],
  ] as const)
    t.equal(of(olderKernel, entry(first, left)), tried);
});

t.test('where nobody counts, nothing is found good', async (t) => {
  const of = (left: number | null) =>
    triedOf({ members: [member('a', { entries: [entry(first, left)] })], isCounted: false }, first);
  t.strictSame([null, 3, 0].map(of), [null, 'untried', 'bad']);
});

t.test('where it is complete', async (t) => {
  const members = [
    member('a', { entries: [entry(first, 3, ['t/gen/linux-1'])] }),
    member('b', { entries: [entry(first, 3), entry(second, 3, ['t/gen/linux-2'])] }),
  ];
  t.strictSame(completeOn({ members }, first), ['a']);
  t.strictSame(completeOn({ members }, second), ['b']);
  t.strictSame(completeOn({ members }, '20230411212549sdBXyLxg'), []);
  const olderKernel = { ...entry(first, null, ['t/gen/linux-0']), isOlderKernel: true };
  const [a] = members;
  t.strictSame(
    completeOn(
      { members: [member('c', { entries: [olderKernel] }), ...(a === undefined ? [] : [a])] },
      first,
    ),
    ['a'],
    'an older kernel alone is not its entry',
  );
});

t.test('what no entry names any more', async (t) => {
  const payloads = ['t/gen/linux-1', 't/gen/linux-2', 't/gen/initrd-1'];
  const a = member('a', {
    payloads,
    entries: [entry(first, null, payloads.slice(0, 2)), entry(null, null, ['T/GEN/INITRD-1'])],
  });
  const b = member('b', { payloads, entries: [entry(second, 0, ['t/gen/linux-2'])] });
  const of = (...going: readonly string[]) =>
    [...unnamedPayloads({ members: [a, b] }, new Set(going))].map(([{ partuuid }, paths]) => [
      partuuid,
      paths,
    ]);
  t.strictSame(of(), []);
  t.strictSame(of(first), [
    ['a', ['t/gen/linux-1']],
    ['b', ['t/gen/linux-1']],
  ]);
  t.strictSame(of(second), []);
  t.strictSame(of(first, second)[0], ['a', ['t/gen/linux-1', 't/gen/linux-2']]);
});
