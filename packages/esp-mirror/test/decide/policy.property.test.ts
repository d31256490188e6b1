import { foldPath } from '@twinroot/lib-fat';
import { bytesWritten, type Operation } from '@twinroot/lib-tree';
import fc from 'fast-check';
import t from 'tap';
import { choosePlan } from '../../src/decide/choose-plan.ts';
import { excluder } from '../../src/decide/exclude.ts';
import type { Policy } from '../../src/decide/policy.ts';
import { targetOf } from '../../src/decide/target.ts';
import {
  cuts,
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

// The promise of the plan holds whatever part of the tree is mirrored.

const numRuns = Number(process.env['TWINROOT_TREES'] ?? 2000);

const globs = [
  'initramfs-*',
  '/vmlinuz-linux',
  'tok',
  'EFI/Linux',
  '*.conf',
  'loader/entries/arch*',
  'notes.txt',
  'dtb',
];

const policies: fc.Arbitrary<Policy> = fc
  .record({
    scope: fc.constantFrom('all', 'loader', 'machine'),
    exclude: fc.array(fc.constantFrom(...globs), { maxLength: 2 }),
    purge: fc.boolean(),
    force: fc.boolean(),
  })
  .map(({ scope, exclude, purge, force }) => ({
    ...plainPolicy,
    scope,
    isExcluded: excluder(exclude),
    purge,
    force,
    ownIds: new Set(['tok']),
  }));

const otherMachine = 'ffeeddccbbaa99887766554433221100';

/** A mirror that is often like the source. */
const pairs = fc
  .tuple(bootTrees, bootTrees, fc.array(fc.nat(), { maxLength: 30 }))
  .map(([source, other, picks]): [ModelTree, ModelTree] => {
    const mirror = new Map(other);
    const paths = [...source.keys()];
    const folded = new Map([...mirror.keys()].map((path) => [foldPath(path), path]));
    for (const pick of picks) {
      const path = paths[pick % Math.max(1, paths.length)];
      if (path !== undefined) mirror.set(folded.get(foldPath(path)) ?? path, source.get(path) ?? '');
    }
    // Now and then one of the mirror's entries is another machine's.
    for (const [path, text] of mirror)
      if (/memtest|arch-fallback/i.test(path) && !source.has(path))
        mirror.set(path, `machine-id ${otherMachine}\n${text}`);
    return [source, mirror];
  });

t.test('after every prefix each listed entry is complete and coherent, in any scope', async (t) => {
  const seen = { plan: 0, writes: 0 };
  fc.assert(
    fc.property(pairs, policies, ([source, mirror], policy) => {
      const before = modelTree(mirror);
      const choice = choosePlan(modelTree(source), before, policy);
      if (choice.kind !== 'plan') return;
      seen.plan += 1;
      const operations: readonly Operation[] = choice.plan.phases.flatMap((phase) => phase.operations);
      if (operations.some((operation) => bytesWritten(operation) > 0)) seen.writes += 1;
      const last = stateOf(mirror);
      for (const operation of operations) perform(last, operation, source);
      const after = treeOf(last);
      // In the end: an entry may point to copies for a while.
      for (const path of [...mirror.keys(), ...after.keys()].filter(policy.isExcluded))
        if ((mirror.get(path) ?? null) !== (after.get(path) ?? null)) throw new Error(`${path} is left out`);
      const verdicts = verdictsOf(before, modelTree(after));
      const { isMirrored, kept } = targetOf(modelTree(source), before, policy);
      // What is damaged there and is to be left alone can neither be taken off first nor pointed elsewhere.
      const isOurs = (path: string) => isMirrored(path) && !kept.some((file) => file.path === path);
      const faultOf = (tree: ModelTree) => {
        const { menu, ...rest } = modelTree(tree);
        const judged = menu.filter(({ file, key }) => isOurs(file.path) || !verdicts.damaged.has(key));
        return judge({ ...rest, menu: judged }, verdicts, choice.plan);
      };
      for (const { state, where } of cuts(operations, stateOf(mirror), source)) {
        const bad = faultOf(treeOf(state));
        if (bad !== null) throw new Error(`${where}: ${bad}`);
      }
      // An entry that is left out may have become complete by a file that came, and is newer then.
      const forced = { ...policy, force: true };
      const next = choosePlan(modelTree(source), modelTree(after), forced);
      if (next.kind !== 'plan') throw new Error(`not planned again: ${JSON.stringify(next)}`);
      if (policy.scope === 'all' && next.plan.phases.length > 0)
        throw new Error(`planned again: ${JSON.stringify(next)}`);
      // In a narrower scope, what an entry named that is gone now is out of it: that may free one more file.
      for (const { operations: more } of next.plan.phases)
        for (const operation of more) perform(last, operation, source);
      const third = choosePlan(modelTree(source), modelTree(treeOf(last)), forced);
      if (third.kind !== 'plan' || third.plan.phases.length > 0)
        throw new Error(`planned for a third time: ${JSON.stringify(third)}`);
    }),
    { numRuns },
  );
  t.ok(seen.plan > numRuns / 2 && seen.writes > numRuns / 4, JSON.stringify(seen));
});
