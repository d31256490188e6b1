import fc from 'fast-check';
import t from 'tap';
import { type PhaseName, planOf } from '../../src/decide/plan.ts';
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

/** How many states of a mirror are bad when its plan is walked in this order of phases. */
function badStates(
  [source, mirror]: readonly [ModelTree, ModelTree],
  swap: readonly [PhaseName, PhaseName] | null,
): number {
  const before = modelTree(mirror);
  const plan = planOf(modelTree(source), before, plainPolicy, true);
  const right = plan.phases.flatMap(({ operations }) => operations);
  const end = stateOf(mirror);
  for (const operation of right) perform(end, operation, source);
  const verdicts = verdictsOf(before, modelTree(treeOf(end)));

  const isBoth = plan.phases.some(({ name }) => name === swap?.[1]);
  const late = isBoth ? plan.phases.find(({ name }) => name === swap?.[0]) : undefined;
  const order = plan.phases
    .filter((phase) => phase !== late)
    .flatMap((phase) => (late && phase.name === swap?.[1] ? [phase, late] : [phase]));
  const state = stateOf(mirror);
  let bad = 0;
  for (const operation of order.flatMap(({ operations }) => operations)) {
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

const pairs = fc.sample(fc.tuple(bootTrees, bootTrees), { numRuns, seed: 7 });

t.test('the right order has no bad state', async (t) => {
  t.equal(
    pairs.reduce((sum, pair) => sum + badStates(pair, null), 0),
    0,
  );
});

for (const swap of swaps) {
  t.test(`${swap[0]} after ${swap[1]} is found out`, async (t) => {
    const bad = pairs.reduce((sum, pair) => sum + badStates(pair, swap), 0);
    t.ok(bad > 0, `${bad} bad states in ${numRuns} trees`);
  });
}
