import type { Generation } from '@twinroot/lib-generation';
import t from 'tap';
import { chooseBase } from '../../src/decide/choose-base.ts';

const one = (id: string, more: Partial<Generation>): Generation => ({
  id,
  time: 0,
  isSealed: true,
  slot: null,
  isDefault: false,
  isKept: false,
  hasNested: false,
  base: null,
  kernels: [],
  ...more,
});
const [a, b, c] = ['20260101000000AAAAAAAA', '20260102000000BBBBBBBB', '20260103000000CCCCCCCC'] as const;
const generations = [one(a, { slot: 1 }), one(b, { slot: 0 }), one(c, { isSealed: false })];
const choose = (wanted: string, booted: string | null = null, all = generations) =>
  chooseBase({ generations: all, current: null, faults: [], slots: [] }, wanted, booted);

t.match(choose('current'), { generation: { id: b }, note: null });
t.match(choose('booted', a), { generation: { id: a }, note: null });
t.match(choose(a), { generation: { id: a } });
t.match(choose('current', null, [one(a, {}), one(b, {})]), { generation: { id: b }, note: /leads to no/ });

t.match(choose('booted'), { kind: 'refused', reason: /runs from no generation/ });
t.match(choose('x'), { kind: 'refused', reason: /no generation x/ });
t.match(choose(c), { kind: 'refused', reason: /not sealed/ });
t.match(choose('current', null, []), { kind: 'refused', reason: /--init/ });
t.match(choose('current', null, [one(c, { isSealed: false })]), { kind: 'refused', reason: /--init/ });
