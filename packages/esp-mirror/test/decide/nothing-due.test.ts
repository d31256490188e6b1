import t from 'tap';
import { isNothingDue } from '../../src/decide/nothing-due.ts';
import { outcomeOf, type SourceResult } from '../../src/decide/outcome.ts';

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
