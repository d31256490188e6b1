import t from 'tap';
import { conflictInWords, type EtcEntry, type EtcTree, mergeEtc } from '../../src/decide/merge-etc.ts';

const file = (digest: string, mode = 0o644): EtcEntry => ({
  kind: 'file',
  digest,
  mode,
  uid: 0,
  gid: 0,
  attributes: '',
});
const withAttribute = (entry: EtcEntry): EtcEntry => ({ ...entry, attributes: 'user.a=0x61' }) as EtcEntry;
const link = (target: string): EtcEntry => ({ kind: 'link', target });
const directory: EtcEntry = { kind: 'directory', mode: 0o755, uid: 0, gid: 0, attributes: '' };
const node: EtcEntry = { kind: 'node', type: 'fifo', device: 0, mode: 0o600, uid: 0, gid: 0 };
const tree = (entries: Record<string, EtcEntry>): EtcTree => new Map(Object.entries(entries));
const one = (origin: EtcEntry | null, here: EtcEntry | null, there: EtcEntry | null) => {
  const trees = [origin, here, there].map((entry) => tree(entry === null ? {} : { f: entry }));
  const [a, b, c] = trees as [EtcTree, EtcTree, EtcTree];
  const { steps, conflicts } = mergeEtc(a, b, c);
  return [steps.map(({ operation }) => operation).join(' '), conflicts.length];
};
const [a, b, c] = [file('a'), file('b'), file('c')];

t.test('one path', async (t) => {
  for (const [what, origin, here, there, wanted] of [
    ['unchanged', a, a, a, ['', 0]],
    ['changed here', a, b, a, ['take', 0]],
    ['changed there', a, a, b, ['', 0]],
    ['changed alike', a, b, b, ['', 0]],
    ['changed in both', a, b, c, ['beside take', 1]],
    ['new here', null, a, null, ['take', 0]],
    ['new there', null, null, a, ['', 0]],
    ['new in both', null, a, b, ['beside take', 1]],
    ['deleted here', a, null, a, ['remove', 0]],
    ['deleted there', a, a, null, ['', 0]],
    ['deleted in both', a, null, null, ['', 0]],
    ['deleted here, changed there', a, null, b, ['', 1]],
    ['changed here, deleted there', a, b, null, ['take', 1]],
    ['rights changed here', a, file('a', 0o600), a, ['take', 0]],
    ['rights changed here, the file there', a, file('a', 0o600), b, ['beside take', 1]],
    ['a link in its place here', a, link('x'), a, ['take', 0]],
    ['a link that leads elsewhere here', link('x'), link('y'), link('x'), ['take', 0]],
    ['a link changed in both', link('x'), link('y'), link('z'), ['beside take', 1]],
    ['a file here, a link there', a, b, link('z'), ['beside take', 1]],
    ['attributes changed here', a, withAttribute(a), a, ['take', 0]],
    ['attributes of a directory', directory, withAttribute(directory), directory, ['take', 0]],
    ['a fifo here', null, node, null, ['take', 0]],
    ['a fifo deleted here', node, null, node, ['remove', 0]],
    ['a fifo there in its place', a, b, node, ['beside take', 1]],
    ['a directory in its place here', a, directory, a, ['take', 0]],
    ['a socket here', null, { kind: 'other' } as const, null, ['', 0]],
  ] as const)
    t.strictSame(one(origin, here, there), wanted, what);
});

t.test('directories come before what is in them, and go after', async (t) => {
  const full = tree({ d: directory, 'd/f': a, 'd.x': a });
  t.strictSame(mergeEtc(tree({}), full, tree({})).steps, [
    { operation: 'take', path: 'd' },
    { operation: 'take', path: 'd.x' },
    { operation: 'take', path: 'd/f' },
  ]);
  t.strictSame(
    mergeEtc(full, tree({}), full).steps.map(({ path }) => path),
    ['d/f', 'd.x', 'd'],
  );
});

t.test('a directory that is a file here, and has something new there', async (t) => {
  const [origin, there] = [tree({ d: directory, 'd/f': a }), tree({ d: directory, 'd/f': a, 'd/g': a })];
  t.strictSame(mergeEtc(origin, tree({ d: b }), there), {
    steps: [{ operation: 'remove', path: 'd/f' }],
    conflicts: [{ path: 'd', stays: 'there', beside: null }],
  });
  t.strictSame(mergeEtc(origin, tree({ d: b }), origin).conflicts, []);
});

t.test('what has its own rule', async (t) => {
  const of = (entry: EtcEntry) => tree({ fstab: entry, 'ld.so.cache': entry });
  t.strictSame(mergeEtc(of(a), of(b), of(c)), { steps: [], conflicts: [] });
});

t.test('property: nothing of both is lost, and without changes here nothing is done', async (t) => {
  const states = [null, a, b, c, link('x'), directory, node];
  const same = (x: EtcEntry | null, y: EtcEntry | null) => JSON.stringify(x) === JSON.stringify(y);
  const faultOf = (origin: EtcEntry | null, here: EtcEntry | null, there: EtcEntry | null) => {
    const [steps, conflicts] = one(origin, here, there);
    if (same(here, origin) && steps !== '') return 'nothing was changed here';
    if (same(there, origin) && !same(here, origin) && here !== null && steps !== 'take')
      return 'a change here is lost';
    const apart = !same(here, origin) && !same(there, origin) && !same(here, there);
    if ((conflicts === 1) !== apart) return 'a conflict that is none, or is not named';
    if (
      there !== null &&
      there.kind !== 'directory' &&
      apart &&
      here !== null &&
      !String(steps).includes('beside')
    )
      return 'a change there is lost';
    return null;
  };
  const cases = states.flatMap((origin) =>
    states.flatMap((here) => states.map((there) => [origin, here, there] as const)),
  );
  t.equal(cases.length, 343);
  for (const [origin, here, there] of cases)
    t.equal(faultOf(origin, here, there), null, JSON.stringify([origin, here, there]));
});

t.test('the name beside', async (t) => {
  const of = (entries: Record<string, EtcEntry>) => tree(entries);
  const besideOf = (origin: EtcTree, here: EtcTree, there: EtcTree) =>
    mergeEtc(origin, here, there).conflicts.find(({ path }) => path === 'f')?.beside;
  const left = { 'f.gen-new': c };
  t.equal(besideOf(of({ f: a }), of({ f: b }), of({ f: c })), 'f.gen-new');
  t.equal(
    besideOf(of({ f: a, ...left }), of({ f: b, ...left }), of({ f: c, ...left })),
    'f.gen-new',
    'of a run before',
  );
  t.equal(
    besideOf(of({ f: a }), of({ f: b, ...left }), of({ f: c })),
    'f.gen-new.1',
    'somebody has made it here',
  );
  t.equal(
    besideOf(of({ f: a, ...left }), of({ f: b }), of({ f: c, ...left })),
    'f.gen-new.1',
    'or taken it away',
  );
  t.equal(besideOf(of({ f: a }), of({ f: b }), of({ f: c, ...left })), 'f.gen-new.1', 'or it is new there');
  t.equal(
    besideOf(of({ f: a }), of({ f: b, 'f.gen-new': a, 'f.gen-new.1': a }), of({ f: c })),
    'f.gen-new.2',
  );
});

t.test('a conflict in words', async (t) => {
  t.match(
    conflictInWords({ path: 'a', stays: 'here', beside: 'a.gen-new' }),
    /^\/etc\/a was .* machine's stays.*\/etc\/a\.gen-new;/,
  );
  t.match(
    conflictInWords({ path: '\xc3\xa9', stays: 'there', beside: null }),
    /^\/etc\/é was .* generation's stays;/,
  );
});
