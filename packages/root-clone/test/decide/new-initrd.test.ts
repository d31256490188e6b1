import { parseMap } from '@twinroot/lib-idmap';
import t from 'tap';
import { faultOfNewInitrd, type InitrdContent } from '../../src/decide/new-initrd.ts';

const [root, swap] = parseMap('UUID=1111-2222 UUID=3333-4444\nUUID=5555-6666 UUID=7777-8888\n', 'map');

t.test('an initrd takes the place of another when it names the other disk instead', async (t) => {
  if (!root || !swap) throw new Error('there are two');
  const content = (more: Partial<InitrdContent>): InitrdContent => ({
    paths: ['lib/modules/6.1/modules.order'],
    named: [],
    old: new Set(),
    fresh: new Set(),
    why: null,
    ...more,
  });
  const old = content({ old: new Set([root, swap]), named: ['a names UUID=1111-2222'] });
  const both = new Set([root.newText, swap.newText]);
  const cases: [fresh: Partial<InitrdContent>, fault: string | null][] = [
    [{ fresh: both }, null],
    [{ fresh: new Set([root.newText]) }, 'does not name UUID=7777-8888'],
    [{ fresh: both, named: ['b names UUID=1111-2222'] }, 'still has the first disk: b names UUID=1111-2222'],
    [{ fresh: both, paths: ['lib/modules/6.2/modules.order'] }, 'has no modules of 6.1'],
    [{ fresh: both, why: 'cannot be unpacked' }, 'cannot be unpacked'],
  ];
  for (const [fresh, fault] of cases)
    t.equal(faultOfNewInitrd(old, content(fresh), '6.1'), fault, fault ?? 'none');
});
