import type { TopFound } from '@twinroot/lib-generation';
import t from 'tap';
import { leftLinks } from '../../src/decide/leftovers.ts';

const [a, b] = ['20210101000000aaaaaaaa', '20220101000000bbbbbbbb'];
const [old, now, young] = ['20210201000000llllllll', '20220201000000llllllll', '20230201000000llllllll'];
const snapshot = (name: string, isReadOnly = true) => ({
  name,
  subvolumes: [{ name: '@', isReadOnly, isDefault: false }],
  hasNested: false,
  base: null,
  isKept: false,
  kernels: [],
});
const to = (name: string, ...ids: readonly string[]) => ({
  name,
  slots: ids.map((id, slot) => ({
    name: String(slot),
    found: { kind: 'link', target: `../../snapshots/${id}` } as const,
  })),
});
const found = (more: Partial<TopFound> = {}): TopFound => ({
  snapshots: [snapshot(a), snapshot(b)],
  links: [to(old, a), to(now, b), to(young, b)],
  current: { kind: 'link', target: `./links/${now}` },
  ...more,
});
const facts = {
  found: found(),
  layout: { current: now, slots: [b] },
  going: new Set<string>(),
  changedAt: new Map([old, now, young].map((name, index) => [name, index])),
};

t.test('links that were current once', async (t) => {
  t.strictSame(leftLinks(facts), [old]);
  const left = ['.new', `.gone-${old}`, '.gone-mine', '.other'].map((name) => to(name, a));
  t.strictSame(leftLinks({ ...facts, found: found({ links: left }) }), ['.new', `.gone-${old}`]);
  t.strictSame(leftLinks({ ...facts, layout: { current: null, slots: [] } }), [], 'nothing is known');
  const turned = new Map([
    [old, 9],
    [now, 1],
  ]);
  t.strictSame(leftLinks({ ...facts, changedAt: turned }), [], 'somebody was there since');
  t.strictSame(leftLinks({ ...facts, found: found({ links: [to('mine', a), to(now, b)] }) }), []);
  const odd = { name: old, slots: [{ name: '0', found: { kind: 'other' } as const }] };
  t.strictSame(leftLinks({ ...facts, found: found({ links: [odd, to(now, b)] }) }), []);
});

t.test('links by which a writable generation is sealed', async (t) => {
  const writable = { ...facts, found: found({ snapshots: [snapshot(a, false), snapshot(b)] }) };
  t.strictSame(leftLinks(writable), []);
  t.strictSame(leftLinks({ ...writable, going: new Set([a]) }), [old]);
  t.strictSame(leftLinks({ ...writable, layout: { current: now, slots: [b, a] } }), [old]);
});
