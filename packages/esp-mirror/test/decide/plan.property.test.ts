import { foldPath } from '@twinroot/lib-fat';
import { bytesWritten } from '@twinroot/lib-tree';
import fc from 'fast-check';
import t from 'tap';
import { choosePlan } from '../../src/decide/choose-plan.ts';
import { planOf } from '../../src/decide/plan.ts';
import { judge, modelTree, perform, plainPolicy, stateOf, treeOf, verdictsOf } from './model.ts';
import { applied, holdings, operationsOf, pairs } from './pairs.ts';

/** Trees of each property; more where time allows (`TWINROOT_TREES=10000`). */
const numRuns = Number(process.env['TWINROOT_TREES'] ?? 2000);

t.test('a plan makes the mirror equal, and planning again gives nothing', async (t) => {
  let equal = 0;
  fc.assert(
    fc.property(pairs, ([source, mirror]) => {
      const plan = planOf(modelTree(source), modelTree(mirror), plainPolicy, true);
      const after = treeOf(applied(plan, source, mirror));
      const again = planOf(modelTree(source), modelTree(after), plainPolicy, true);
      if (again.phases.length > 0) throw new Error(`planned again: ${JSON.stringify(again.phases)}`);
      if (plan.notes.length > 0) return;
      equal += 1;
      const [want, got] = [holdings(source), holdings(after)];
      for (const [key, content] of want) if (got.get(key) !== content) throw new Error(`${key} differs`);
      for (const key of got.keys()) if (!want.has(key)) throw new Error(`${key} is left over`);
    }),
    { numRuns },
  );
  t.ok(equal > numRuns / 10, `${equal} of ${numRuns} trees without damage`);
});

t.test('with little room a plan fits and is safe, or nothing is planned', async (t) => {
  const outcomes = { plan: 0, torn: 0, 'no room': 0, refused: 0 };
  fc.assert(
    fc.property(pairs, fc.nat({ max: 40 }), fc.boolean(), ([source, mirror], clusters, bridge) => {
      const policy = { ...plainPolicy, bridge, force: true, cluster: 1, free: 256 * 1024 + clusters * 10 };
      const choice = choosePlan(modelTree(source), modelTree(mirror), policy);
      if (choice.kind !== 'plan') {
        outcomes[choice.kind] += 1;
        return;
      }
      const { plan } = choice;
      outcomes[plan.torn.length > 0 ? 'torn' : 'plan'] += 1;
      const before = modelTree(mirror);
      const verdicts = verdictsOf(before, modelTree(treeOf(applied(plan, source, mirror))));
      const state = stateOf(mirror);
      let free = policy.free;
      for (const operation of operationsOf(plan)) {
        const old = state.get(foldPath(operation.path))?.content?.length ?? 0;
        free -= operation.op === 'mkdir' ? 1 : bytesWritten(operation);
        if (free < 256 * 1024 && bytesWritten(operation) > 0)
          throw new Error(`${operation.path} does not fit`);
        free += operation.op === 'mkdir' || operation.op === 'rmdir' ? 0 : old;
        perform(state, operation, source);
        const bad = judge(modelTree(treeOf(state)), verdicts, plan);
        if (bad !== null && plan.torn.length === 0)
          throw new Error(`after ${operation.op} ${operation.path}: ${bad}`);
      }
    }),
    { numRuns },
  );
  t.ok(outcomes.plan > 0 && outcomes.torn > 0 && outcomes['no room'] > 0, JSON.stringify(outcomes));
});
