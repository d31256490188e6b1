import { classOf, defectOf } from '@twinroot/lib-boot-tree';
import { foldPath } from '@twinroot/lib-fat';
import fc from 'fast-check';
import t from 'tap';
import { choosePlan } from '../../src/decide/choose-plan.ts';
import { choiceOfEach } from '../../src/decide/same-entry.ts';
import { unsteadinessOf } from '../../src/decide/written-files.ts';
import { cuts, filesShown, judge, modelTree, plainPolicy, stateOf, treeOf, verdictsOf } from './model.ts';
import { applied, operationsOf, pairs } from './pairs.ts';

// Files of the source that somebody writes while it is mirrored: what is read of them is anything.

const numRuns = Number(process.env['TWINROOT_TREES'] ?? 2000);
const halves = fc.array(fc.record({ pick: fc.nat(), part: fc.constantFrom(0, 0.3, 1) }), {
  minLength: 1,
  maxLength: 3,
});
const count = { held: 0, whole: 0, writes: 0 };

t.test('nothing that is half-written comes to the mirror, and what depends on it stays', async (t) => {
  fc.assert(
    fc.property(pairs, halves, fc.boolean(), fc.boolean(), ([full, mirror], picks, force, purge) => {
      const source = new Map(full);
      const written = new Map<string, string>();
      const paths = [...full].flatMap(([path, text]) => (text === null ? [] : [path]));
      for (const { pick, part } of picks) {
        const path = paths[pick % paths.length];
        const text = path === undefined ? undefined : full.get(path);
        if (path === undefined || typeof text !== 'string') continue;
        source.set(path, `${text.slice(0, Math.floor(text.length * part))} half`);
        written.set(foldPath(path), 'is being written');
      }
      const [from, before] = [modelTree(source), modelTree(mirror)];
      const choice = choosePlan(from, before, { ...plainPolicy, written, force, purge });
      if (choice.kind !== 'plan') return;
      const { plan } = choice;
      const coming = choiceOfEach(from.menu, from);
      const unsteady = new Set(
        coming.filter((entry) => unsteadinessOf(entry, written) !== null).map(({ id }) => id),
      );
      const whole = before.menu.filter((entry) => unsteady.has(entry.id) && defectOf(entry, before) === null);
      if (whole.length > 0) count.whole += 1;
      if (plan.notes.some(({ kind }) => kind === 'kept')) count.held += 1;
      const verdicts = verdictsOf(before, modelTree(treeOf(applied(plan, source, mirror))));
      const state = stateOf(mirror);
      const look = (now: typeof state, what: string) => {
        const tree = modelTree(treeOf(now));
        const bad = judge(tree, verdicts, plan);
        if (bad !== null) throw new Error(`${what}: ${bad}`);
        for (const key of written.keys()) {
          const there = now.get(key)?.content;
          const was = [...mirror].find(([path]) => foldPath(path) === key)?.[1];
          // An entry that is damaged on both sides goes before files that it names change.
          const isGone = there === undefined && (was === undefined || classOf(key) === 'entry');
          if (there !== was && !isGone) throw new Error(`${what}: ${key} changed`);
        }
        for (const entry of whole) {
          const same = tree.menu.find(({ key }) => key === entry.key);
          if (same === undefined || filesShown(same, tree) !== filesShown(entry, before))
            throw new Error(`${what}: ${entry.file.path} does not stay`);
        }
      };
      for (const cut of cuts(operationsOf(plan), state, source)) {
        look(cut.state, cut.where);
        count.writes += 1;
      }
      const again = choosePlan(from, modelTree(treeOf(state)), {
        ...plainPolicy,
        written,
        force: true,
        purge,
      });
      if (again.kind !== 'plan' || again.plan.phases.length > 0) throw new Error('planned again');
    }),
    { numRuns },
  );
  for (const [what, number] of Object.entries(count)) t.ok(number > numRuns / 50, `${what}: ${number}`);
});

t.test('when it is whole, it comes', async (t) => {
  let compared = 0;
  fc.assert(
    fc.property(pairs, fc.nat(), ([source, mirror], pick) => {
      const from = modelTree(source);
      const paths = [...source.keys()];
      const written = new Map([[foldPath(paths[pick % paths.length] ?? ''), 'is being written']]);
      const policy = { ...plainPolicy, force: true };
      const first = choosePlan(from, modelTree(mirror), { ...policy, written });
      if (first.kind !== 'plan') return;
      const middle = treeOf(applied(first.plan, source, mirror));
      const second = choosePlan(from, modelTree(middle), policy);
      const direct = choosePlan(from, modelTree(mirror), policy);
      if (second.kind !== 'plan' || direct.kind !== 'plan') throw new Error('no plan');
      if (direct.plan.notes.length > 0 || second.plan.notes.length > 0) return;
      // An entry that could not stay comes with a counter of its own: what counts is that it is there, with this text.
      const counter = /\+\d+(?:-\d+)?(?=\.(?:CONF|EFI)$)/;
      const show = (tree: ReturnType<typeof treeOf>) =>
        [...tree].map(([path, text]) => `${foldPath(path).replace(counter, '')} ${text}`).sort();
      const [one, other] = [
        show(treeOf(applied(second.plan, source, middle))),
        show(treeOf(applied(direct.plan, source, mirror))),
      ];
      if (one.join('\n') !== other.join('\n')) throw new Error('another mirror than at once');
      compared += 1;
    }),
    { numRuns },
  );
  t.ok(compared > numRuns / 10, `${compared} compared`);
});
