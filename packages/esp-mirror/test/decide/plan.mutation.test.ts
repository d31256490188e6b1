import fc from 'fast-check';
import t from 'tap';
import { type PhaseName, type Plan, planOf } from '../../src/decide/plan.ts';
import {
  judge,
  type ModelTree,
  modelTree,
  perform,
  plainPolicy,
  stateOf,
  treeOf,
  verdictsOf,
} from './model.ts';
import { operationsOf } from './pairs.ts';
import { bootTrees } from './trees.ts';

/** Trees that each broken order is tried on. */
const numRuns = 1000;

/** Broken orders: the first phase is done only after the second. */
const swaps: readonly [PhaseName, PhaseName][] = [
  ['payloads', 'entries'],
  ['payloads', 'bridge'],
  ['bridge', 'switch'],
  ['switch', 'entries'],
  ['entries', 'stale-entries'],
  ['stale-entries', 'stale-payloads'],
  ['entries', 'stale-payloads'],
];

/** A plan, what is judged of it, and the trees that it was made for. */
function newJourney([source, mirror]: readonly [ModelTree, ModelTree]) {
  const before = modelTree(mirror);
  const plan = planOf(modelTree(source), before, plainPolicy, true);
  const end = stateOf(mirror);
  for (const operation of operationsOf(plan)) perform(end, operation, source);
  return { source, mirror, plan, verdicts: verdictsOf(before, modelTree(treeOf(end))) };
}

/** How many states of a mirror are bad when its plan is walked in this order. */
function badStates(
  { source, mirror, plan, verdicts }: ReturnType<typeof newJourney>,
  phases: Plan['phases'],
): number {
  const state = stateOf(mirror);
  let bad = 0;
  for (const operation of phases.flatMap(({ operations }) => operations)) {
    try {
      perform(state, operation, source);
    } catch {
      // A broken order may ask for what is not there yet; what the mirror shows is judged all the same.
      continue;
    }
    if (judge(modelTree(treeOf(state)), verdicts, plan) !== null) bad += 1;
  }
  return bad;
}

/** The phases of a plan with one of them behind another; null when it does not have both. */
function swapped({ phases }: Plan, [late, early]: (typeof swaps)[number]): Plan['phases'] | null {
  const moved = phases.find(({ name }) => name === late);
  if (moved === undefined || phases.every(({ name }) => name !== early)) return null;
  return phases
    .filter((phase) => phase !== moved)
    .flatMap((phase) => (phase.name === early ? [phase, moved] : [phase]));
}

const journeys = fc.sample(fc.tuple(bootTrees, bootTrees), { numRuns, seed: 7 }).map(newJourney);

t.test('the right order has no bad state', async (t) => {
  t.equal(
    journeys.reduce((sum, journey) => sum + badStates(journey, journey.plan.phases), 0),
    0,
  );
});

for (const swap of swaps) {
  t.test(`${swap[0]} after ${swap[1]} is found out`, async (t) => {
    const bad = journeys.reduce((sum, journey) => {
      const phases = swapped(journey.plan, swap);
      return sum + (phases === null ? 0 : badStates(journey, phases));
    }, 0);
    t.ok(bad > 0, `${bad} bad states in ${numRuns} trees`);
  });
}
