import { layoutOf } from '@twinroot/lib-generation';
import t from 'tap';
import { turnOf } from '../../src/decide/turn.ts';

const [a, b, c] = ['20210411212549sdBXyLxg', '20220102030405AbCdEfGh', '20230102030405AbCdEfGh'] as const;
const [first, second] = ['20210411213742qwrXAJBz', '20220411213742qwrXAJBz'] as const;
const link = (target: string) => ({ kind: 'link', target }) as const;
const links = (name: string, ids: readonly string[]) => ({
  name,
  slots: ids.map((id, slot) => ({ name: String(slot), found: link(`../../snapshots/${id}`) })),
});
const factsOf = (
  all: readonly ReturnType<typeof links>[],
  current: Parameters<typeof layoutOf>[0]['current'],
) => {
  const found = {
    snapshots: [a, b, c].map((name) => ({
      name,
      subvolumes: [{ name: '@', isReadOnly: true, isDefault: false }],
      isKept: false,
      kernels: [],
      hasNested: false,
      base: null,
    })),
    links: all,
    current,
  };
  return { found, layout: layoutOf(found) };
};
const ids = (turn: ReturnType<typeof turnOf>) => (turn.kind === 'turn' ? turn.ids : []);
const whole = factsOf([links(first, [a, a, a, a])], link(`./links/${first}`));

t.test('the new one, and those that were there', async (t) => {
  const turn = turnOf(b, whole);
  t.match(turn, { kind: 'turn', existing: null, repaired: null });
  t.strictSame(ids(turn), [b, a, a, a]);
  t.match(turnOf(a, whole), { kind: 'turned' });
});

t.test('back to the one before, and more links than four', async (t) => {
  t.strictSame(ids(turnOf(a, factsOf([links(first, [b, a, a, a])], link(`links/${first}`)))), [a, b, b, b]);
  t.strictSame(ids(turnOf(c, factsOf([links(first, [b, a, a, a, a])], link(`links/${first}`)))), [
    c,
    b,
    a,
    a,
    a,
  ]);
});

t.test('what a run that was cut has left is used again', async (t) => {
  const left = factsOf([links(first, [a, a, a, a]), links(second, [b, a, a, a])], link(`links/${first}`));
  t.match(turnOf(b, left), { kind: 'turn', existing: second });
  const half = factsOf([links(first, [a, a, a, a]), links('.new', [b, a, a, a])], link(`links/${first}`));
  t.match(turnOf(b, half), { kind: 'turn', existing: null }, 'but not what is half made');
});

t.test('current that leads nowhere is repaired, and a directory is left', async (t) => {
  const both = [links(first, [b, b, b, b]), links(second, [c, a, '20240102030405AbCdEfGh', a])];
  for (const current of [link('links/nowhere'), { kind: 'absent' } as const]) {
    const turn = turnOf(b, factsOf(both, current));
    t.match(turn, { kind: 'turn', repaired: /current/ });
    t.strictSame(ids(turn), [b, c, a, a]);
  }
  t.strictSame(ids(turnOf(b, factsOf([], { kind: 'absent' }))), [b, b, b, b]);
  t.match(turnOf(b, factsOf(both, { kind: 'other' })), { kind: 'refused' });
  const gone = factsOf([links(first, [a, '20240102030405AbCdEfGh', a, a])], link(`links/${first}`));
  t.match(turnOf(a, gone), { kind: 'turn', repaired: /current\/1/ });
});
