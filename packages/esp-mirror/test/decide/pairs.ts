import { withoutCounter } from '@twinroot/lib-bls';
import { classOf, defectOf, isProtected } from '@twinroot/lib-boot-tree';
import { foldPath } from '@twinroot/lib-fat';
import { nameOf, type Operation } from '@twinroot/lib-tree';
import fc from 'fast-check';
import type { Plan } from '../../src/decide/plan.ts';
import { type ModelTree, modelTree, perform, type State, stateOf } from './model.ts';
import { bootTrees } from './trees.ts';

/** A source that is not refused, and a mirror that is often like it. */
export const pairs = fc
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

/** The operations of a plan, in their order. */
export function operationsOf(plan: Plan): readonly Operation[] {
  return plan.phases.flatMap(({ operations }) => operations);
}

/** The mirror after a plan. */
export function applied(plan: Plan, source: ModelTree, mirror: ModelTree): State {
  const state = stateOf(mirror);
  for (const operation of operationsOf(plan)) perform(state, operation, source);
  return state;
}

/** What a tree holds, in the form in which two members are to be equal. */
export function holdings(tree: ModelTree): Map<string, string> {
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
