import { foldPath, isOwnName } from '@twinroot/lib-fat';
import { nameOf } from '@twinroot/lib-tree';
import fc from 'fast-check';
import t from 'tap';
import { planOf } from '../../src/decide/plan.ts';
import { cuts, judge, modelTree, perform, plainPolicy, stateOf, tear, treeOf, verdictsOf } from './model.ts';
import { applied, holdings, operationsOf, pairs } from './pairs.ts';

/** Trees of a property; more where time allows (`TWINROOT_TREES=10000`). */
const trees = (usual: number) => Number(process.env['TWINROOT_TREES'] ?? usual);

t.test('after every prefix each listed entry is complete and coherent, and one is there', async (t) => {
  const numRuns = trees(3000);
  let states = 0;
  let bridged = 0;
  let tornOnes = 0;
  fc.assert(
    fc.property(pairs, fc.constantFrom(0, 0.5, 1), ([source, mirror], part) => {
      const before = modelTree(mirror);
      const plan = planOf(modelTree(source), before, plainPolicy, true);
      if (
        plan.phases.some(
          ({ name, operations }) => name === 'bridge' && operations.some(({ op }) => op === 'write'),
        )
      )
        bridged += 1;
      const after = modelTree(treeOf(applied(plan, source, mirror)));
      // An image and its add-ons cannot be pointed elsewhere; with nothing else to start they change one after the other. What goes
      // in the end stays beside them for as long, and what it starts may change, too.
      const isImage = (path: string) => /^EFI\/Linux\//i.test(path);
      const others = plan.torn.filter((path) => !isImage(path));
      const stay = others.filter((path) => after.listing.nodes.has(foldPath(path)));
      if (stay.length > 0 || (others.length > 0 && !plan.torn.some(isImage)))
        throw new Error(`torn: ${plan.torn}`);
      if (plan.torn.length > 0) tornOnes += 1;
      const verdicts = verdictsOf(before, after);
      for (const { state, where } of cuts(operationsOf(plan), stateOf(mirror), source, part)) {
        const bad = judge(modelTree(treeOf(state)), verdicts, plan);
        if (bad !== null) throw new Error(`${where}: ${bad}`);
        states += 1;
      }
    }),
    {
      numRuns,
    },
  );
  t.ok(states > numRuns, `${states} states judged`);
  t.ok(bridged > numRuns / 50, `${bridged} bridges`);
  t.ok(tornOnes < numRuns / 10, `${tornOnes} torn`);
});

t.test('a run that is cut anywhere is finished by the next', async (t) => {
  const numRuns = trees(2000);
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
        const bad = judge(modelTree(treeOf(state)), verdicts, rest);
        if (bad !== null) throw new Error(`after ${operation.op} ${operation.path}: ${bad}`);
      }
      if ([...state.values()].some(({ path }) => isOwnName(nameOf(path)))) throw new Error('leftovers');
      if (plan.notes.length > 0) return;
      const [want, got] = [holdings(source), holdings(treeOf(state))];
      for (const [key, content] of want) if (got.get(key) !== content) throw new Error(`${key} differs`);
      finished += 1;
    }),
    {
      numRuns,
    },
  );
  t.ok(finished > numRuns / 20, `${finished} of ${numRuns} cuts without damage on the source`);
});

t.test('an entry that lacks files is complete before the only other one goes', async (t) => {
  const stub = 'MZ stub linux=\\EFI\\nixos\\kernel.efi initrd=\\EFI\\nixos\\initrd.efi';
  const source = new Map([
    ['vmlinuz', ''],
    ['loader/entries/arch.conf', 'linux /vmlinuz\n'],
    ['EFI/nixos/kernel.efi', 'MZ kernel'],
    ['EFI/nixos/initrd.efi', 'initrd'],
    ['EFI/Linux/nixos.efi', stub],
  ]);
  const mirror = new Map([
    ['vmlinuz', 'MZ kernel'],
    ['loader/entries/other.conf', 'linux /vmlinuz\n'],
    ['EFI/Linux/nixos.efi', stub],
  ]);
  const before = modelTree(mirror);
  const plan = planOf(modelTree(source), before, { ...plainPolicy, purge: true }, true);
  t.same(plan.torn, []);
  const verdicts = verdictsOf(before, modelTree(treeOf(applied(plan, source, mirror))));
  for (const { state, where } of cuts(operationsOf(plan), stateOf(mirror), source))
    t.equal(judge(modelTree(treeOf(state)), verdicts, plan), null, where);
});
