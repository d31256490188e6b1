import { type BootTree, classOf, defectOf, findNewerKernel } from '@twinroot/lib-boot-tree';
import { type Refusal, refused } from '@twinroot/lib-failure';
import { filesOf, type Phase } from '@twinroot/lib-tree';
import { makeRoom } from './make-room.ts';
import { type PhaseName, type Plan, planOf } from './plan.ts';
import type { Policy } from './policy.ts';
import { refusalOf } from './refuse.ts';
import { shortageOf } from './space.ts';

/** A plan that fits, or why there is none. */
export type Choice =
  | { readonly kind: 'plan'; readonly plan: Plan }
  | Refusal
  /** `bytes`: how many more the mirror would need. */
  | { readonly kind: 'no room'; readonly bytes: number };

/**
 * Chooses the plan for one mirror: the safest that fits. Bridged, where payloads are replaced under their own
 * names; then with what is stale deleted first; then, reported in `torn`, without the bridge.
 */
export function choosePlan(source: BootTree, mirror: BootTree, policy: Policy): Choice {
  const refusal =
    refusalOf(source, mirror, policy.isExcluded) ??
    (policy.force ? null : overridableRefusal(source, mirror, policy));
  if (refusal !== null) return refused(refusal);
  let least = Number.POSITIVE_INFINITY;
  for (const plan of candidates(source, mirror, policy)) {
    const shortage = shortageOf(plan.phases, mirror.listing, policy.free, policy.cluster);
    if (shortage === 0) return { kind: 'plan', plan };
    least = Math.min(least, shortage);
  }
  return { kind: 'no room', bytes: least };
}

/** What `--force` overrides: nothing bootable on the source, and a mirror that is newer. */
function overridableRefusal(source: BootTree, mirror: BootTree, policy: Policy): string | null {
  const isComplete = (tree: BootTree) => tree.menu.some((entry) => defectOf(entry, tree) === null);
  if (!isComplete(source) && (source.menu.length > 0 || isComplete(mirror) || !hasLoader(source))) {
    return 'the source has no complete entry: nothing on it would boot';
  }
  const newer = findNewerKernel(source, mirror, policy.ownIds);
  if (newer === null) return null;
  return `the mirror has kernel ${newer.mirror}, but the source only ${newer.source}: a stale disk was booted`;
}

/**
 * Whether there is a boot loader that may have its entries elsewhere: GRUB has none of these at all, and with an
 * XBOOTLDR partition they are there.
 */
function hasLoader({ listing }: BootTree): boolean {
  return filesOf(listing).some(({ path, size }) => classOf(path) === 'loader' && size > 0);
}

function* candidates(source: BootTree, mirror: BootTree, policy: Policy): Generator<Plan> {
  const room = () => makeRoom(source, mirror, policy);
  for (const bridge of policy.bridge ? [true, false] : [false]) {
    yield planOf(source, mirror, policy, bridge);
    const { entries, payloads, mirror: after } = room();
    if (entries.length + payloads.length > 0) {
      const plan = planOf(source, after, policy, bridge);
      const first: readonly Phase<PhaseName>[] = [
        { name: 'stale-entries', operations: entries },
        { name: 'stale-payloads', operations: payloads },
      ];
      yield { ...plan, phases: [...first.filter(({ operations }) => operations.length > 0), ...plan.phases] };
    }
  }
}
