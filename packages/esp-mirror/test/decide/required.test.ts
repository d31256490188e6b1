import t from 'tap';
import { membersInStep } from '../../src/decide/required.ts';
import type { MirrorOutcome } from '../../src/report-table.ts';

const result = (...states: readonly MirrorOutcome['state'][]) => ({
  outcomes: states.map((state) => ({ state }) as MirrorOutcome),
  planned: [],
  isDamaged: false,
  isSteady: true,
});

t.test('how many members boot the same', async (t) => {
  const cases: readonly (readonly [
    states: readonly (readonly MirrorOutcome['state'][])[],
    lone: number,
    number: number,
  ])[] = [
    [[], 1, 1],
    [[], 0, 1],
    [[['same']], 0, 2],
    [[['same', 'mirrored']], 0, 3],
    [[['held', 'missing', 'failed', 'refused']], 0, 1],
    [[['same'], ['failed']], 0, 1],
    [[['same']], 1, 1],
  ];
  for (const [states, lone, number] of cases)
    t.equal(
      membersInStep(
        states.map((each) => result(...each)),
        lone,
      ),
      number,
      JSON.stringify([states, lone]),
    );
});
