import type { Operation } from '@twinroot/lib-tree';
import t from 'tap';
import {
  type MirrorEnd,
  outcomeOf,
  recordsOf,
  resultOf,
  tallyOf,
  wordsOf,
} from '../../src/decide/outcome.ts';
import type { Plan } from '../../src/decide/plan.ts';

const operations: readonly Operation[] = [
  { op: 'mkdir', path: 'd' },
  { op: 'copy', path: 'd/a', from: 'D/A', size: 10, mtime: 0, replaces: false },
  { op: 'write', path: 'e', bytes: Buffer.from('12345'), mtime: 0, replaces: true },
  { op: 'delete', path: 'f', size: 7 },
  { op: 'rmdir', path: 'g' },
];
const plan: Plan = {
  phases: [
    { name: 'payloads', operations: operations.slice(0, 2) },
    { name: 'bridge', operations: operations.slice(2, 3) },
    { name: 'stale-payloads', operations: operations.slice(3) },
  ],
  notes: [],
  kept: [],
  torn: [],
  isMirrored: () => true,
};

t.test('what was done is counted', async (t) => {
  t.strictSame(tallyOf(operations), { filesCopied: 2, bytesCopied: 15, filesDeleted: 1, bytesDeleted: 7 });
  t.strictSame(tallyOf([]), { filesCopied: 0, bytesCopied: 0, filesDeleted: 0, bytesDeleted: 0 });
  const kept = [{ kind: 'file', path: 'k', key: 'K', size: 3, mtime: 0, digest: null, bytes: null }] as const;
  const outcome = outcomeOf({
    mirror: 'm',
    state: 'mirrored',
    done: operations,
    kept,
    seconds: 1.23456,
    why: null,
  });
  t.match(outcome, { files_kept: 1, bytes_kept: 3, seconds: 1.235, bytes_copied: 15 });
});

t.test('a plan is a record for each operation, in its order', async (t) => {
  const shown = recordsOf('m', plan).map(
    ({ phase, operation, path, from, bytes }) => `${phase} ${operation} ${path} ${from} ${bytes}`,
  );
  t.strictSame(shown, [
    'payloads mkdir d null null',
    'payloads copy d/a D/A 10',
    'bridge write e null 5',
    'stale-payloads delete f null 7',
    'stale-payloads rmdir g null null',
  ]);
});

t.test('what a person is to hear', async (t) => {
  t.equal(wordsOf(plan), null);
  const notes = [{ kind: 'kept', text: 'this' } as const, { kind: 'warning', text: 'that' } as const];
  for (const word of ['this', 'that', 'a.conf'])
    t.ok(wordsOf({ ...plan, notes, torn: ['a.conf'] })?.includes(word));
});

t.test('how each mirror ended', async (t) => {
  const walked = {
    kind: 'walked',
    plan,
    done: operations,
    failure: null,
    remarks: [],
    isStampDue: false,
  } as const;
  const ends: readonly (readonly [end: MirrorEnd, state: string, why: string | null, planned: number])[] = [
    [walked, 'mirrored', null, 5],
    [{ ...walked, remarks: ['dirty'] }, 'mirrored', 'dirty', 5],
    [{ ...walked, done: [] }, 'same', null, 5],
    [{ ...walked, isStampDue: true }, 'mirrored', null, 6],
    [
      { ...walked, plan: { ...plan, notes: [{ kind: 'kept', text: 'damaged' }] }, done: [] },
      'held',
      'damaged',
      5,
    ],
    [{ ...walked, failure: 'broken', remarks: ['dirty'] }, 'failed', 'broken; dirty', 5],
    [{ kind: 'refused', reason: 'stale', done: [], remarks: ['dirty'] }, 'refused', 'stale; dirty', 0],
    [
      { kind: 'no room', bytes: 4096, kept: [], held: [], heldEntries: [], done: [], remarks: [] },
      'failed',
      '4096',
      0,
    ],
  ];
  for (const [value, state, why, planned] of ends) {
    const result = resultOf([{ kind: 'done', value, id: 'm', seconds: 1 }]);
    const [outcome] = result.outcomes;
    t.equal(outcome?.state, state);
    if (why === null) t.equal(outcome?.why, null);
    else t.ok(outcome?.why?.includes(why), why);
    t.equal(result.planned.length, planned);
  }
});

t.test('a mirror that was not worked on', async (t) => {
  const { outcomes, planned, isDamaged } = resultOf([
    { kind: 'missing', id: 'a', seconds: 0 },
    { kind: 'refused', reason: 'not FAT', id: 'b', seconds: 0 },
    { kind: 'failed', error: new Error('EIO'), reason: 'EIO', id: 'c', seconds: 2 },
  ]);
  t.match(outcomes, [
    { mirror: 'a', state: 'missing' },
    { mirror: 'b', state: 'failed', why: 'not FAT' },
    { mirror: 'c', state: 'failed', why: 'EIO', seconds: 2 },
  ]);
  t.strictSame([planned, isDamaged], [[], false]);
});

t.test('an entry that a mirror keeps makes the result a damaged one', async (t) => {
  const damaged = { ...plan, notes: [{ kind: 'kept', text: 'a' }] } as const;
  const value = {
    kind: 'walked',
    plan: damaged,
    done: [],
    failure: null,
    remarks: [],
    isStampDue: false,
  } as const;
  t.equal(resultOf([{ kind: 'done', value, id: 'm', seconds: 0 }]).isDamaged, true);
});
