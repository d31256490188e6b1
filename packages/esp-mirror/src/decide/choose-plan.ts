import {
  type BootTree,
  classOf,
  findNewerKernel,
  isBootable,
  ownersOf,
  weaknessOf,
} from '@twinroot/lib-boot-tree';
import { type Refusal, refused } from '@twinroot/lib-failure';
import { filesOf, type Phase } from '@twinroot/lib-tree';
import { lostEntry } from './lost-menu.ts';
import { makeRoom } from './make-room.ts';
import { hasMenuElsewhere } from './menu-elsewhere.ts';
import { type PhaseName, type Plan, planning } from './plan.ts';
import { type Policy, scopeOf } from './policy.ts';
import { refusalOf } from './refuse.ts';
import { type Shortage, shortage } from './shortage.ts';
import { shortageOf } from './space.ts';
import { atOnce, type Steps } from './steps.ts';
import { targetOf } from './target.ts';
import { unsteadinessOf } from './written-files.ts';

/** A plan that fits, or why there is none. */
export type Choice =
  | { readonly kind: 'plan'; readonly plan: Plan }
  | Refusal
  | ({ readonly kind: 'no room' } & Shortage);

/**
 * Chooses the plan for one mirror: the safest that fits. Bridged, where payloads are replaced under their own
 * names; then with what is stale deleted first; then, reported in `torn`, without the bridge.
 */
export function choosePlan(source: BootTree, mirror: BootTree, policy: Policy): Choice {
  return atOnce(choosingPlan(source, mirror, policy));
}

/** The same in steps: of very many files it takes long. */
export function* choosingPlan(source: BootTree, mirror: BootTree, policy: Policy): Steps<Choice> {
  const refusal = refusalOf(source, mirror, policy.isExcluded) ?? nothingOfMachine(source, policy);
  if (refusal !== null) return refused(refusal);
  yield;
  const overridable = policy.force ? null : overridableRefusal(source, mirror, policy);
  if (overridable !== null) return refused(overridable);
  yield;
  let least = Number.POSITIVE_INFINITY;
  for (const makingOne of candidates(source, mirror, policy)) {
    const plan = yield* makingOne();
    if (plan === null) continue;
    const missing = shortageOf(plan.phases, mirror.listing, policy.free, policy.cluster);
    if (missing === 0) return { kind: 'plan', plan };
    least = Math.min(least, missing);
  }
  return { kind: 'no room', ...shortage(least, source, mirror, targetOf(source, mirror, policy)) };
}

/** Why the machine's part of a source cannot be mirrored: there is none, and all that the mirror has of it would go. */
function nothingOfMachine(source: BootTree, policy: Policy): string | null {
  if (policy.scope !== 'machine') return null;
  const inScope = scopeOf(policy, source.menu);
  if (filesOf(source.listing).some(({ key }) => inScope(key))) return null;
  return '--scope machine: nothing on the source has an id of this machine';
}

/** What `--force` overrides: nothing bootable on the source, and a mirror that is newer. */
function overridableRefusal(source: BootTree, mirror: BootTree, policy: Policy): string | null {
  const owners = ownersOf(source, { ids: policy.ownIds, osIds: policy.ownOsIds });
  if (
    !isWorthMirroring(source, mirror, policy) &&
    // What is missing is about to come, and what depends on it stays.
    source.menu.every((entry) => unsteadinessOf(entry, policy.written) === null) &&
    !hasMenuElsewhere(source, policy) &&
    (source.menu.length > 0 || !hasLoader(source))
  )
    return 'the source has no complete entry: nothing on it would boot (--force mirrors the rest)';
  const lost = lostEntry(source, mirror, owners, policy);
  if (lost !== null)
    return `the source has no entry and no unified kernel image, and the mirror has ${lost.file.path}: restore what the source lost, or boot the other disk; if the source is as it should be, delete the entries of the mirror, or keep them with --force`;
  if (policy.hasLineage) return null;
  const newer = findNewerKernel(source, mirror, owners);
  if (newer === null) return null;
  return `the mirror has kernel ${newer.mirror}, and the source only ${newer.source}: if the wrong disk was booted, boot the other one; if the newer kernel was removed or replaced on purpose, use --force`;
}

/** Whether an entry of the source boots, and does so with an initrd where the mirror's do. */
function isWorthMirroring(source: BootTree, mirror: BootTree, { architecture }: Policy): boolean {
  const starts = (tree: BootTree) => tree.menu.filter((entry) => isBootable(entry, tree, architecture));
  const isSound = (tree: BootTree) => starts(tree).some((entry) => weaknessOf(entry, tree) === null);
  return isSound(source) || (starts(source).length > 0 && !isSound(mirror));
}

/** Whether there is a boot loader, which may have its entries elsewhere. */
function hasLoader({ listing }: BootTree): boolean {
  return filesOf(listing).some(({ key, size }) => classOf(key) === 'loader' && size > 0);
}

/** Makes one of the plans that are tried; null where it would be the one before it again. */
type MakingPlan = () => Steps<Plan | null>;

function candidates(source: BootTree, mirror: BootTree, policy: Policy): readonly MakingPlan[] {
  return (policy.bridge ? [true, false] : [false]).flatMap((bridge): MakingPlan[] => [
    () => planning(source, mirror, policy, bridge),
    () => afterMakingRoom(source, mirror, policy, bridge),
  ]);
}

function* afterMakingRoom(
  source: BootTree,
  mirror: BootTree,
  policy: Policy,
  bridge: boolean,
): Steps<Plan | null> {
  const { entries, payloads, mirror: after } = makeRoom(source, mirror, policy);
  if (entries.length + payloads.length === 0) return null;
  yield;
  const plan = yield* planning(source, after, policy, bridge);
  const first: readonly Phase<PhaseName>[] = [
    { name: 'stale-entries', operations: entries },
    { name: 'stale-payloads', operations: payloads },
  ];
  return { ...plan, phases: [...first.filter(({ operations }) => operations.length > 0), ...plan.phases] };
}
