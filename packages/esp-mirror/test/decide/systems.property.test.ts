import { isProtected } from '@twinroot/lib-boot-tree';
import { foldPath, isOwnName } from '@twinroot/lib-fat';
import { nameOf, type Operation } from '@twinroot/lib-tree';
import fc from 'fast-check';
import t from 'tap';
import { choosePlan } from '../../src/decide/choose-plan.ts';
import { excluder } from '../../src/decide/exclude.ts';
import type { Plan } from '../../src/decide/plan.ts';
import type { Policy } from '../../src/decide/policy.ts';
import { type Target, targetOf } from '../../src/decide/target.ts';
import {
  cuts,
  filesShown,
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
import { ownId, systemPairs, systemTrees } from './systems.ts';

// What real machines have on their disks: several systems, stubs and add-ons, entries twice and damaged ones, through runs that are
// cut, sources that change and disks that change places.

/** Chains; more where time allows (`TWINROOT_TREES=100000`). */
const numRuns = Number(process.env['TWINROOT_TREES'] ?? 600);

const globs = [
  'arch*.conf',
  'suse*',
  'nixos',
  'initramfs-*',
  'loader/entries',
  'EFI/Linux',
  'uki*.efi',
  'twice',
  '/vmlinuz-linux',
];

const policies: fc.Arbitrary<Policy> = fc
  .record({
    scope: fc.constantFrom('all', 'all', 'loader', 'machine'),
    exclude: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(fc.constantFrom(...globs), { maxLength: 2 }) },
    ),
    purge: fc.boolean(),
    force: fc.boolean(),
    bridge: fc.constantFrom(true, true, true, false),
    hasXbootldr: fc.constantFrom(false, false, false, true),
  })
  .map(({ exclude, ...wishes }) => ({
    ...plainPolicy,
    ...wishes,
    isExcluded: excluder(exclude),
    ownIds: new Set([ownId]),
    ownOsIds: new Set(['arch']),
  }));

/** What happens to two disks, one after the other. */
type Step =
  | { readonly do: 'run' }
  | { readonly do: 'cut'; readonly at: number; readonly part: number }
  | { readonly do: 'change'; readonly to: ModelTree; readonly picks: readonly boolean[] }
  | { readonly do: 'exchange' };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    fc.constant<Step>({ do: 'run' }),
    fc.record({ do: fc.constant('cut' as const), at: fc.nat(), part: fc.constantFrom(0, 0.5, 1) }),
    fc.record({
      do: fc.constant('change' as const),
      to: systemTrees(false),
      picks: fc.array(fc.boolean(), { maxLength: 12 }),
    }),
    fc.constant<Step>({ do: 'exchange' }),
  ),
  { maxLength: 4 },
);

/** A tree in which some files are as another tree has them, or gone where that has none. */
function changed(tree: ModelTree, to: ModelTree, picks: readonly boolean[]): ModelTree {
  const result = new Map(tree);
  const spelt = new Map([...tree.keys()].map((path) => [foldPath(path), path]));
  [...new Set([...tree.keys(), ...to.keys()])].forEach((path, index) => {
    if (picks[index % Math.max(1, picks.length)] !== true || isOwnName(nameOf(path))) return;
    const text = to.get(path);
    const name = spelt.get(foldPath(path)) ?? path;
    if (text === undefined) result.delete(name);
    else result.set(name, text);
  });
  return result;
}

const count = { runs: 0, writes: 0, kept: 0, held: 0, cuts: 0, torn: 0 };

/** Walks a plan, as far as it comes, and judges every state; gives the mirror then. */
function walk(
  source: ModelTree,
  mirror: ModelTree,
  policy: Policy,
  until: { at: number; part: number } | null,
): ModelTree {
  const [from, before] = [modelTree(source), modelTree(mirror)];
  const choice = choosePlan(from, before, policy);
  if (choice.kind !== 'plan') return mirror;
  const { plan } = choice;
  const target = targetOf(from, before, policy);
  const operations: readonly Operation[] = plan.phases.flatMap((phase) => phase.operations);
  count.runs += 1;
  if (operations.length > 0) count.writes += 1;
  if (plan.kept.length > 0) count.kept += 1;
  if (plan.notes.some(({ kind }) => kind === 'kept')) count.held += 1;
  if (plan.torn.length > 0) count.torn += 1;
  const last = stateOf(mirror);
  for (const operation of operations) perform(last, operation, source);
  const found = verdictsOf(before, modelTree(treeOf(last)));
  // Who has a menu elsewhere, and purges, has no entries.
  const isPurged = policy.purge && target.entries.length === 0;
  const verdicts = { ...found, hadOne: found.hadOne && !isPurged };
  const kept = new Set(plan.kept.map(({ path }) => foldPath(path)));
  const isJudged = (key: string, path: string) =>
    (target.isMirrored(path) && !kept.has(key)) || !verdicts.damaged.has(key);
  const look = (state: State, what: string) => {
    const { menu, ...rest } = modelTree(treeOf(state));
    const judged = menu.filter(({ key, file }) => isJudged(key, file.path));
    const bad = judge({ ...rest, menu: judged }, verdicts, plan);
    if (bad !== null) throw new Error(`${what}: ${bad}`);
  };
  const state = stateOf(mirror);
  const end = until === null ? operations.length : until.at % (operations.length + 1);
  for (const cut of cuts(operations.slice(0, end), state, source)) {
    look(cut.state, cut.where);
    assertPromises(mirror, cut.state, plan);
  }
  const [next] = operations.slice(end);
  if (until !== null && next !== undefined) {
    count.cuts += 1;
    tear(state, next, source, until.part);
  }
  if (end === operations.length) assertDone(source, mirror, state, target, policy);
  return treeOf(state);
}

/** At any time: what is kept is as it was, and so is all that a kept entry names; what each disk has of its own, too. */
function assertPromises(before: ModelTree, state: State, plan: Plan): void {
  const tree = modelTree(before);
  const promised = new Set(plan.kept.map(({ path }) => foldPath(path)));
  for (const entry of tree.menu) {
    if (!promised.has(entry.key) || verdictsOf(tree, tree).damaged.has(entry.key)) continue;
    for (const { key } of entry.names) if (key !== null) promised.add(key);
  }
  for (const [path, text] of before) {
    if (!promised.has(foldPath(path)) && !isProtected(path)) continue;
    if (state.get(foldPath(path))?.content !== text) throw new Error(`${path} was promised`);
  }
}

/** In the end: what was to come is there, once, and starts the same; nothing is half there; again gives nothing. */
function assertDone(
  source: ModelTree,
  before: ModelTree,
  state: State,
  target: Target,
  policy: Policy,
): void {
  const after = modelTree(treeOf(state));
  const from = modelTree(source);
  for (const { source: entry } of target.entries) {
    const same = after.menu.filter(({ id, file }) => id === entry.id && target.isMirrored(file.path));
    if (same.length !== 1) throw new Error(`${entry.id} is there ${same.length} times`);
    const isShown = entry.names.every(({ path }) => !isProtected(path) && target.isMirrored(path));
    if (isShown && same.some((one) => filesShown(one, after) !== filesShown(entry, from)))
      throw new Error(`${entry.file.path} starts something else`);
  }
  // Copies that entries of the source name, from a run that was cut while it was a mirror, are payloads.
  const named = new Set([...after.menu, ...from.menu].flatMap(({ names }) => names.map(({ key }) => key)));
  for (const [key, { path }] of state)
    if (isOwnName(nameOf(path)) && !named.has(key)) throw new Error(`${path} is left`);
  for (const [path, text] of before)
    if (
      policy.isExcluded(path) &&
      !isOwnName(nameOf(path)) &&
      !/^# esp-mirror was/m.test(text ?? '') &&
      state.get(foldPath(path))?.content !== text
    )
      throw new Error(`${path} is left`);
  const again = choosePlan(from, after, { ...policy, force: true });
  // In a narrower scope, what an entry named that is gone now is out of it: that may free one more file.
  const isNarrow = policy.scope !== 'all';
  if (again.kind !== 'plan' || (!isNarrow && again.plan.phases.length > 0))
    throw new Error(`planned again: ${JSON.stringify(again.kind === 'plan' ? again.plan.phases : again)}`);
}

t.test('whatever happens to two disks, each keeps what it was promised, and boots', async (t) => {
  fc.assert(
    fc.property(systemPairs, policies, steps, ([source, mirror], policy, chain) => {
      let [here, there] = [source, mirror];
      for (const step of [...chain, { do: 'run' } as const]) {
        if (step.do === 'run') there = walk(here, there, policy, null);
        else if (step.do === 'cut') there = walk(here, there, policy, step);
        else if (step.do === 'change') here = changed(here, step.to, step.picks);
        else [here, there] = [there, here];
      }
    }),
    {
      numRuns,
    },
  );
  t.comment(JSON.stringify(count));
  for (const [what, number] of Object.entries(count)) t.ok(number > numRuns / 100, `${what}: ${number}`);
});
