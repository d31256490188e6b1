import { listingOf, type PlainNode } from '@twinroot/lib-tree';
import t from 'tap';
import { isLikelyDue, isNothingDue } from '../../src/decide/nothing-due.ts';
import { outcomeOf, type SourceResult } from '../../src/decide/outcome.ts';

type Tree = Parameters<typeof isLikelyDue>[0];

const same = { mirror: 'one', state: 'same', done: [], kept: [], seconds: 0, why: null } as const;
const clean: SourceResult = { outcomes: [outcomeOf(same)], planned: [], isDamaged: false, isSteady: true };
const planned = {
  mirror: 'one',
  phase: 'stamp',
  operation: 'write',
  path: 'x',
  from: null,
  bytes: null,
} as const;

t.test('each mirror is what it is to be, and there is nothing to be told', async (t) => {
  t.ok(isNothingDue([clean]));
  t.ok(isNothingDue([clean, { ...clean, outcomes: [outcomeOf(same), outcomeOf(same)] }]));
  t.ok(isNothingDue([]));
});

t.test('anything else', async (t) => {
  const cases: Record<string, SourceResult> = {
    'something is to be done': { ...clean, planned: [planned] },
    'an entry is damaged': { ...clean, isDamaged: true },
    'a file was written a moment ago': { ...clean, isSteady: false },
    'a mirror keeps an entry': { ...clean, outcomes: [outcomeOf({ ...same, state: 'held' })] },
    'a mirror is missing': {
      ...clean,
      outcomes: [outcomeOf(same), outcomeOf({ ...same, state: 'missing' })],
    },
    'a mirror failed': { ...clean, outcomes: [outcomeOf({ ...same, state: 'failed', why: 'no room' })] },
    'people should know something': { ...clean, outcomes: [outcomeOf({ ...same, why: 'firmware' })] },
  };
  for (const [name, result] of Object.entries(cases)) t.notOk(isNothingDue([clean, result]), name);
});

t.test('a listing tells that something is likely due', async (t) => {
  const file = (path: string, size: number, digest: string | null = null, mtime = 1e9): PlainNode => ({
    kind: 'file',
    path,
    size,
    mtime,
    digest,
    bytes: null,
  });
  const treeOf = (...nodes: readonly PlainNode[]) => ({ listing: listingOf(nodes) });
  const policy = { scope: 'all', isExcluded: (path: string) => /^keep\//i.test(path) } as const;
  const kernel = file('vmlinuz', 9e6);
  const cases: readonly (readonly [why: string, source: Tree, mirror: Tree, isDue: boolean])[] = [
    ['equal', treeOf(kernel), treeOf(kernel), false],
    ['a file more', treeOf(kernel, file('initrd', 1)), treeOf(kernel), true],
    ['another size', treeOf(kernel), treeOf(file('vmlinuz', 8e6)), true],
    ['other bytes', treeOf(file('a', 1, 'x')), treeOf(file('a', 1, 'y')), true],
    ['another time, unread', treeOf(kernel), treeOf(file('vmlinuz', 9e6, null, 2e9)), false],
    ['a file that stays on the mirror', treeOf(kernel), treeOf(kernel, file('mine', 1)), false],
    ['left out', treeOf(kernel, file('keep/mine', 1)), treeOf(kernel), false],
    ['of each ESP its own', treeOf(kernel, file('loader/random-seed', 32, 'x')), treeOf(kernel), false],
  ];
  for (const [why, source, mirror, isDue] of cases) t.equal(isLikelyDue(source, mirror, policy), isDue, why);
  // Most of another machine's files are never mirrored.
  t.notOk(isLikelyDue(treeOf(kernel), treeOf(), { ...policy, scope: 'machine' }));
});
