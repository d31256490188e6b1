import { becomingOf, statesOfRun } from '@twinroot/lib-registry';
import { filesOf } from '@twinroot/lib-tree';
import fc from 'fast-check';
import t from 'tap';
import { counting, first, found, hashed, id, registryOf } from '../../../lib-seal/test/registries.ts';
import { changedPaths, statesOfPlan } from '../../src/decide/counted-changes.ts';
import { judgeMirror } from '../../src/decide/judge-mirror.ts';
import { type Plan, planOf } from '../../src/decide/plan.ts';
import { cuts, type ModelTree, modelTree, plainPolicy, stateOf, treeOf } from './model.ts';
import { applied, operationsOf, pairs } from './pairs.ts';

const numRuns = Number(process.env['TWINROOT_TREES'] ?? 60);

/** A mirror in generation 1, a source in generation 2, and how the mirror is judged with the plan for it. */
function judged(source: ModelTree, mirror: ModelTree, registry: ReturnType<typeof registryOf>, plan: Plan) {
  const [from, to] = [hashed(modelTree(source)), hashed(modelTree(mirror))];
  const wanted = found(from);
  return judgeMirror(
    {
      source: sourceRegistry(source),
      partuuid: first,
      registry,
      tree: to,
      kept: plan.kept,
      wanted,
      incomplete: new Set(),
      isMirrored: plan.isMirrored,
      changesOf: (counts) => changedPaths(plan.phases, counts),
      force: false,
      findsRot: false,
    },
    counting,
  );
}

const sourceRegistry = (source: ModelTree) =>
  registryOf(found(hashed(modelTree(source))), {
    generation: { number: 2, id: id('2') },
    parents: [{ number: 1, id: id('1') }],
  });

t.test('a run that is cut anywhere is ours to go on with, and one that ended made the same', async (t) => {
  const seen = { 'cut off': 0, older: 0, same: 0 };
  fc.assert(
    fc.property(pairs, fc.constantFrom(0, 0.5, 1), ([source, mirror], part) => {
      const plan = planOf(modelTree(source), modelTree(mirror), plainPolicy, true);
      const before = registryOf(found(hashed(modelTree(mirror))));
      const begun = judged(source, mirror, before, plan);
      if (begun.verdict !== 'older' && begun.verdict !== 'same') throw new Error(begun.verdict);
      seen[begun.verdict] += 1;
      const wanted = sourceRegistry(source);
      const writes = statesOfPlan(
        plan.phases,
        begun.counts,
        filesOf(hashed(modelTree(mirror)).listing),
        wanted.files,
      );
      const states = statesOfRun(before.files, begun.found, writes, wanted.files).filter(({ path }) =>
        begun.counts(path),
      );
      const marked = becomingOf(before, wanted, states);
      for (const { state, where } of cuts(operationsOf(plan), stateOf(mirror), source, part)) {
        const middle = treeOf(state);
        const rest = planOf(modelTree(source), modelTree(middle), plainPolicy, true);
        const { verdict } = judged(source, middle, marked, rest);
        if (verdict !== 'cut off' && verdict !== 'older' && verdict !== 'same')
          throw new Error(`${where}: ${verdict}`);
        seen[verdict] += 1;
      }
      if (plan.notes.length > 0) return;
      const after = treeOf(applied(plan, source, mirror));
      const again = planOf(modelTree(source), modelTree(after), plainPolicy, true);
      if (judged(source, after, marked, again).verdict !== 'same') throw new Error('not the same in the end');
    }),
    { numRuns },
  );
  t.ok(
    seen['cut off'] > numRuns && seen.older > numRuns / 10 && seen.same > numRuns / 10,
    JSON.stringify(seen),
  );
});

t.test('whatever somebody else changed on the mirror is told', async (t) => {
  let told = 0;
  fc.assert(
    fc.property(pairs, fc.nat(), ([source, mirror], pick) => {
      const before = registryOf(found(hashed(modelTree(mirror))));
      const files = [...mirror].filter(([, content]) => content !== null);
      const [path = ''] = files[pick % Math.max(1, files.length)] ?? [];
      const edited = new Map(mirror).set(path, 'linux /somebody-else\n');
      if (path === '' || !before.files.some((file) => file.path === path.toUpperCase())) return;
      const plan = planOf(modelTree(source), modelTree(edited), plainPolicy, true);
      const { verdict, kept } = judged(source, edited, before, plan);
      const stays = kept.some(({ node }) => node.path === path);
      if (stays || source.get(path) === 'linux /somebody-else\n') return;
      if (verdict !== 'diverged') throw new Error(`${path}: ${verdict}`);
      told += 1;
    }),
    { numRuns },
  );
  t.ok(told > numRuns / 20, `${told} changes`);
});
