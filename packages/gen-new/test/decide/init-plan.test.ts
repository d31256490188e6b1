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

t.strictSame(planInit({ layout: null, rootSubvolume: '@rootfs', names: ['@rootfs'] }), {
  kind: 'root',
  from: '@rootfs',
});
t.strictSame(planInit({ layout: null, rootSubvolume: '', names: ['bin'] }), { kind: 'root', from: '' });
t.strictSame(planInit({ layout: null, rootSubvolume: null, names: [] }), { kind: 'empty' });
t.strictSame(planInit({ layout: none, rootSubvolume: null, names: ['snapshots', 'commons'] }), {
  kind: 'empty',
});
t.match(planInit({ layout: null, rootSubvolume: null, names: ['photos'] }), {
  kind: 'refused',
  reason: /photos/,
});
t.match(planInit({ layout: layout('L'), rootSubvolume: null, names: [] }), {
  kind: 'refused',
  reason: /already/,
});
t.strictSame(planInit({ layout: layout(null), rootSubvolume: null, names: [] }), {
  kind: 'link',
  id: one.id,
});
