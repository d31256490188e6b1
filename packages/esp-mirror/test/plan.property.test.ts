import { withoutCounter } from '@twinroot/lib-bls';
import { bytesWritten, foldPath, nameOf } from '@twinroot/lib-tree';
import fc from 'fast-check';
import t from 'tap';
import { choosePlan } from '../src/choose-plan.ts';
import { classOf, isProtected } from '../src/classify.ts';
import { defectOf } from '../src/menu.ts';
import { type Plan, planOf } from '../src/plan.ts';
import {
  judge,
  type ModelTree,
  modelTree,
  perform,
  plainPolicy,
  type State,
  stateOf,
  tear,
  treeOf,
  verdictsOf,
} from './model.ts';
import { bootTrees } from './trees.ts';

/** Trees of each property; more where time allows (`TWINROOT_TREES=10000`). */
const numRuns = Number(process.env['TWINROOT_TREES'] ?? 2000);

/** A source that is not refused, and a mirror that is often like it. */
const pairs = fc
  .tuple(bootTrees, bootTrees, fc.array(fc.nat(), { maxLength: 30 }))
  .map(([source, other, picks]): [ModelTree, ModelTree] => {
    const mirror = new Map(other);
    const paths = [...source.keys()];
    const folded = new Map([...mirror.keys()].map((path) => [foldPath(path), path]));
    for (const pick of picks) {
      const path = paths[pick % Math.max(1, paths.length)];
      if (path === undefined) continue;
      mirror.set(folded.get(foldPath(path)) ?? path, source.get(path) ?? '');
    }
    return [source, mirror];
  })
  .filter(([source]) => {
    const tree = modelTree(source);
    return tree.menu.some((entry) => defectOf(entry, tree) === null);
  });

function operationsOf(plan: Plan) {
  return plan.phases.flatMap(({ operations }) => operations);
}

function applied(plan: Plan, source: ModelTree, mirror: ModelTree): State {
  const state = stateOf(mirror);
  for (const operation of operationsOf(plan)) perform(state, operation, source);
  return state;
}

/** What a tree holds, in the form in which two members are to be equal. */
function holdings(tree: ModelTree): Map<string, string> {
  const files = new Map<string, string>();
  for (const [path, content] of tree) {
    if (content === null || isProtected(path)) continue;
    const key =
      classOf(path) === 'entry'
        ? foldPath(path.replace(nameOf(path), withoutCounter(nameOf(path))))
        : foldPath(path);
    files.set(key, content);
  }
  return files;
}

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

t.test('after every prefix each listed entry is complete and coherent, and one is there', async (t) => {
  let states = 0;
  let bridged = 0;
  fc.assert(
    fc.property(pairs, ([source, mirror]) => {
      const before = modelTree(mirror);
      const plan = planOf(modelTree(source), before, plainPolicy, true);
      if (
        plan.phases.some(
          ({ name, operations }) => name === 'bridge' && operations.some(({ op }) => op === 'write'),
        )
      )
        bridged += 1;
      const verdicts = verdictsOf(before, modelTree(treeOf(applied(plan, source, mirror))));
      const state = stateOf(mirror);
      for (const operation of operationsOf(plan)) {
        for (const part of [0, 0.5, 1]) {
          const torn = new Map(state);
          tear(torn, operation, source, part);
          const bad = judge(modelTree(treeOf(torn)), verdicts);
          if (bad !== null) throw new Error(`torn at ${operation.path}: ${bad}`);
        }
        perform(state, operation, source);
        const bad = judge(modelTree(treeOf(state)), verdicts);
        if (bad !== null) throw new Error(`after ${operation.op} ${operation.path}: ${bad}`);
        states += 4;
      }
    }),
    { numRuns },
  );
  t.ok(states > numRuns, `${states} states judged`);
  t.ok(bridged > numRuns / 50, `${bridged} bridges`);
});

t.test('a run that is cut anywhere is finished by the next', async (t) => {
  let finished = 0;
  fc.assert(
    fc.property(pairs, fc.nat(), fc.constantFrom(0, 0.5, 1), ([source, mirror], cut, part) => {
      const plan = planOf(modelTree(source), modelTree(mirror), plainPolicy, true);
      const operations = operationsOf(plan);
      const state = stateOf(mirror);
      const at = operations.length === 0 ? 0 : cut % operations.length;
      for (const operation of operations.slice(0, at)) perform(state, operation, source);
      const [next] = operations.slice(at);
      if (next !== undefined) tear(state, next, source, part);
      const middle = treeOf(state);
      const before = modelTree(middle);
      const rest = planOf(modelTree(source), before, plainPolicy, true);
      const verdicts = verdictsOf(before, modelTree(treeOf(applied(rest, source, middle))));
      for (const operation of operationsOf(rest)) {
        perform(state, operation, source);
        const bad = judge(modelTree(treeOf(state)), verdicts);
        if (bad !== null) throw new Error(`after ${operation.op} ${operation.path}: ${bad}`);
      }
      if ([...state.values()].some(({ path }) => nameOf(path).startsWith('.twinroot.')))
        throw new Error('leftovers');
      if (plan.notes.length > 0) return;
      const [want, got] = [holdings(source), holdings(treeOf(state))];
      for (const [key, content] of want) if (got.get(key) !== content) throw new Error(`${key} differs`);
      finished += 1;
    }),
    { numRuns },
  );
  t.ok(finished > numRuns / 10, `${finished} of ${numRuns} cuts without damage on the source`);
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
        const bad = judge(modelTree(treeOf(state)), verdicts);
        if (bad !== null && plan.torn.length === 0)
          throw new Error(`after ${operation.op} ${operation.path}: ${bad}`);
      }
    }),
    { numRuns },
  );
  t.ok(outcomes.plan > 0 && outcomes.torn > 0 && outcomes['no room'] > 0, JSON.stringify(outcomes));
});
