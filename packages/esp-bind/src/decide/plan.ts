import type { BlockDevice } from '@twinroot/lib-blockdev';
import { type Refusal, refused } from '@twinroot/lib-failure';
import { isForeignMedium, type Machine } from '@twinroot/lib-machine';
import { isAutofs, type Mount, mountAt, mountsOf } from '@twinroot/lib-mountinfo';
import type { EspMember } from '@twinroot/lib-record';
import { type BindStep, bindStep, deviceStep, unmountStep } from './bind-step.ts';
import { type BootedDevice, bootedDevice } from './booted-device.ts';
import type { Placement } from './placement.ts';
import { restoring } from './restore.ts';

/** What is at a mount point, or on the way there. `covered`: a mount, below which nobody looked. */
export type MountPointState =
  | { readonly state: 'empty' | 'covered' | 'missing' | 'unknown' }
  | { readonly state: 'filled'; readonly names: readonly string[] }
  | { readonly state: 'symlink' | 'not a directory'; readonly path: string };

/** The machine and the mount points that are to be used, as they were found just now. */
export interface BindFacts extends Pick<Machine, 'mounts' | 'devices' | 'sources'> {
  readonly mountPoints: ReadonlyMap<string, MountPointState>;
}

/** What is to be done, in order, which may be nothing; or why nothing is. */
export type BindDecision = { readonly kind: 'plan'; readonly steps: readonly BindStep[] } | Refusal;

/** How each booted member gets to its mount point. Records are hints: only PARTUUID and KIND are taken from them. */
export function planBinding(
  placed: readonly Placement[],
  facts: BindFacts,
  options: {
    readonly replace: boolean;
    /** A medium that somebody carries around is the machine's own. */
    readonly force: boolean;
  },
): BindDecision {
  const found: { placement: Placement; booted: BootedDevice }[] = [];
  const removed: Mount[] = [];
  for (const placement of placed) {
    const booted = bootedDevice(placement.member, facts);
    if (booted.kind === 'refused') return booted;
    const above = mountsAbove(placement.target, booted.device, facts, options.replace);
    if (above.kind === 'refused') return above;
    found.push({ placement, booted });
    removed.push(...above.mounts);
  }
  const kept = facts.mounts.filter((mount) => !removed.includes(mount));
  const steps: BindStep[] = removed.map((mount) => unmountStep(mount, restoring(mount, kept)));
  for (const { placement, booted } of found) {
    const { device } = booted;
    if (isRoot(mountAt(kept, placement.target), device)) continue;
    if (!options.force && isForeignMedium(facts, device)) {
      const why =
        'is on a removable or USB disk, and the root file system is not: if it is no rescue stick, use --force';
      return refused(`${device.path} does not belong on ${placement.target}: it ${why}`);
    }
    const source = sourceOf(placement.member, device, kept);
    steps.push(
      source === null
        ? deviceStep(booted, placement.target)
        : bindStep(source, device.majmin, placement.target),
    );
  }
  return { kind: 'plan', steps };
}

/** The mounts to be taken off the mount point, top first, before the device is or gets there; or why that cannot be. */
function mountsAbove(
  target: string,
  device: BlockDevice,
  facts: BindFacts,
  replace: boolean,
): Refusal | { readonly kind: 'removed'; readonly mounts: readonly Mount[] } {
  const blocked = whyBlocked(target, facts.mountPoints.get(target) ?? { state: 'unknown' });
  if (blocked !== null) return refused(blocked);
  const removed: Mount[] = [];
  for (let mounts = facts.mounts; ; mounts = mounts.filter((mount) => !removed.includes(mount))) {
    const top = mountAt(mounts, target);
    if (top === null || isRoot(top, device)) return { kind: 'removed', mounts: removed };
    if (!replace) return refused(`${target} is in use: ${described(top)}; unmount it, or use --replace`);
    const below = mounts.find((mount) => mount.parent === top.id && mount.mountpoint !== target);
    if (below !== undefined)
      return refused(`${target} cannot be replaced: ${below.mountpoint} is mounted below it`);
    removed.push(top);
  }
}

function whyBlocked(target: string, found: MountPointState): string | null {
  switch (found.state) {
    case 'missing':
      return `${target} does not exist: create it first (mkdir ${target})`;
    case 'symlink':
      return `${found.path} is a symlink, so a mount on ${target} would end up elsewhere: use the real directory`;
    case 'not a directory':
      return `${found.path} is not a directory`;
    case 'filled': {
      const names = found.names.slice(0, 3).join(', ');
      const more = found.names.length > 3 ? ', …' : '';
      return `${target} is not empty: it contains ${names}${more}, which the mount would hide: move the files away first`;
    }
    case 'empty':
    case 'covered':
    case 'unknown':
      return null;
  }
}

/** Whether a mount shows the root of a device's file system. */
function isRoot(mount: Mount | null, device: BlockDevice): boolean {
  return mount !== null && mount.majmin === device.majmin && mount.root === '/';
}

/** Where the device is mounted: where the record says, if that is so, or the first place; null when it is nowhere. */
function sourceOf(member: EspMember, device: BlockDevice, mounts: readonly Mount[]): string | null {
  const places = mountsOf(mounts, device.majmin).map((mount) => mount.mountpoint);
  return places.find((place) => place === member.mountpoint) ?? places[0] ?? null;
}

function described(mount: Mount): string {
  if (isAutofs(mount)) return 'an automount (autofs) is waiting there';
  const part = mount.root === '/' ? '' : `${mount.root} of `;
  return `${part}${mount.source || 'something'} (${mount.fstype}) is mounted there`;
}
