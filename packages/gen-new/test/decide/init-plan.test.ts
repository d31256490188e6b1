import type { Layout } from '@twinroot/lib-generation';
import t from 'tap';
import { planInit } from '../../src/decide/init-plan.ts';

const one = {
  id: '20260101000000AAAAAAAA',
  time: 0,
  isSealed: true,
  slot: null,
  isDefault: false,
  isKept: false,
  hasNested: false,
  base: null,
  kernels: [],
};
const layout = (current: string | null): Layout => ({ generations: [one], current, faults: [], slots: [] });
const none: Layout = { generations: [], current: null, faults: [], slots: [] };
const plan = (
  rootSubvolume: string | null,
  names: Readonly<Record<string, readonly string[]>>,
  found: Layout | null = null,
) => planInit({ layout: found, rootSubvolume, names: new Map(Object.entries(names)) });

t.strictSame(plan('@rootfs', { '@rootfs': [] }), { kind: 'root', from: '@rootfs' });
t.strictSame(plan('@', { '@': [], snapshots: ['mine'], links: ['mine'] }), { kind: 'root', from: '@' });
t.strictSame(plan('', { bin: ['sh'], home: ['me'] }), { kind: 'root', from: '' });
t.strictSame(plan(null, {}), { kind: 'empty' });
t.strictSame(plan(null, { snapshots: [], commons: ['@home'] }, none), { kind: 'empty' });
t.match(plan(null, { photos: [] }), { kind: 'refused', reason: /photos/ });
t.match(plan(null, {}, layout('L')), { kind: 'refused', reason: /already/ });
t.strictSame(plan(null, {}, layout(null)), { kind: 'link', id: one.id });

t.test('a root that is the top, and has such names of its own', async (t) => {
  for (const [name, inside] of [
    ['snapshots', 'holiday'],
    ['links', 'a'],
    ['commons', 'a'],
    ['next', 'a'],
  ] as const)
    t.match(plan('', { [name]: [inside] }), { kind: 'refused', reason: new RegExp(`${name} of its own`) });
  const left = {
    snapshots: [`.new-${one.id}`],
    links: [one.id, '.new'],
    commons: ['@home', '.new-@var@log'],
    next: [],
  };
  t.strictSame(plan('', left), { kind: 'root', from: '' }, 'what a run that was cut has left is none');
});
