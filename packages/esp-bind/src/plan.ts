import {
  type BlockDevice,
  devicesOfPartuuid,
  espType,
  isFat,
  parsePartuuid,
  xbootldrType,
} from '@twinroot/lib-blockdev';
import { isAutofs, type Mount, mountAt, mountsOf } from '@twinroot/lib-mountinfo';
import type { EspMember } from '@twinroot/lib-record';
import type { Placement } from './place.ts';
import { restoring } from './restore.ts';
import { bindStep, deviceStep, type Step, unmountStep } from './step.ts';

/** What is at a mount point, or on the way there. `covered`: a mount, below which nobody looked. */
export type DirectoryFact =
  | { readonly state: 'empty' | 'covered' | 'missing' | 'unknown' }
  | { readonly state: 'filled'; readonly names: readonly string[] }
  | { readonly state: 'symlink' | 'no directory'; readonly path: string };

/** The machine, as it was found just now. */
export interface Facts {
  readonly mounts: readonly Mount[];
  readonly devices: readonly BlockDevice[];
  /** By mount point. */
  readonly directories: ReadonlyMap<string, DirectoryFact>;
}

/** What is to be done, in order, which may be nothing; or why nothing is. */
export type Decision =
  | { readonly kind: 'plan'; readonly steps: readonly Step[] }
  | { readonly kind: 'refusal'; readonly why: string };

/** As DESIGN.md has it: nobody but root reads boot files, and nothing on a FAT is a device, a program or a link. */
const espOptions = 'umask=0077,nodev,nosuid,noexec,nosymfollow';

/** How each booted member gets to its mount point. Records are hints: only PARTUUID and KIND are taken from them. */
export function planBinding(
  placed: readonly Placement[],
  facts: Facts,
  options: { readonly replace: boolean },
): Decision {
  const found: { placement: Placement; device: BlockDevice }[] = [];
  const removed: Mount[] = [];
  for (const placement of placed) {
    const device = deviceOf(placement.member, facts.devices);
    if (typeof device === 'string') return refusal(device);
    const above = mountsAbove(placement.target, device, facts, options.replace);
    if (typeof above === 'string') return refusal(above);
    found.push({ placement, device });
    removed.push(...above);
  }
  const kept = facts.mounts.filter((mount) => !removed.includes(mount));
  const steps = removed.map((mount) => unmountStep(mount, restoring(mount, kept)));
  for (const { placement, device } of found) {
    if (isRoot(mountAt(kept, placement.target), device)) continue;
    const source = sourceOf(placement.member, device, kept);
    steps.push(
      source === undefined
        ? deviceStep(device, placement.target, espOptions)
        : bindStep(source, device.majmin, placement.target),
    );
  }
  return { kind: 'plan', steps };
}

function refusal(why: string): Decision {
  return { kind: 'refusal', why };
}

/** The one device that is this member, or why there is none. */
function deviceOf(member: EspMember, devices: readonly BlockDevice[]): BlockDevice | string {
  const name = `the booted ${member.kind === 'esp' ? 'ESP' : 'XBOOTLDR'} ${member.partuuid}`;
  const partuuid = parsePartuuid(member.partuuid);
  const [device, ...others] = partuuid === null ? [] : devicesOfPartuuid(devices, partuuid);
  if (member.state === 'missing' || device === undefined)
    return `${name} is missing: no device has this PARTUUID`;
  if (others.length > 0) {
    const paths = [device, ...others].map(({ path }) => path).join(' and ');
    return `${paths} have the same PARTUUID ${partuuid}, so it is not known which was booted: give one of them a new PARTUUID`;
  }
  const type = member.kind === 'esp' ? espType : xbootldrType;
  if (device.parttype !== type) {
    return `${name} is ${device.path}, whose partition type is ${device.parttype ?? 'not known'}, not ${type}`;
  }
  if (!isFat(device))
    return `${name} is ${device.path}, which holds ${device.fstype ?? 'no file system'}, not FAT`;
  return device;
}

/** The mounts to be taken off the mount point, top first, before the device is or gets there; or why that cannot be. */
function mountsAbove(
  target: string,
  device: BlockDevice,
  facts: Facts,
  replace: boolean,
): readonly Mount[] | string {
  const directory = facts.directories.get(target) ?? { state: 'unknown' };
  const blocked = whyBlocked(target, directory);
  if (blocked !== null) return blocked;
  const removed: Mount[] = [];
  for (let mounts = facts.mounts; ; mounts = mounts.filter((mount) => !removed.includes(mount))) {
    const top = mountAt(mounts, target);
    if (top === undefined || isRoot(top, device)) return removed;
    if (!replace) return `${target} is in use: ${described(top)}; unmount it, or use --replace`;
    const below = mounts.find((mount) => mount.parent === top.id && mount.mountpoint !== target);
    if (below !== undefined) return `${target} cannot be replaced: ${below.mountpoint} is mounted below it`;
    removed.push(top);
  }
}

function whyBlocked(target: string, directory: DirectoryFact): string | null {
  switch (directory.state) {
    case 'missing':
      return `${target} does not exist: create it first (mkdir ${target})`;
    case 'symlink':
      return `${directory.path} is a symlink, so a mount on ${target} would end up elsewhere: use the real directory`;
    case 'no directory':
      return `${directory.path} is not a directory`;
    case 'filled': {
      const names = directory.names.slice(0, 3).join(', ');
      const more = directory.names.length > 3 ? ', …' : '';
      return `${target} is not empty: it contains ${names}${more}, which the mount would hide: move the files away first`;
    }
    case 'empty':
    case 'covered':
    case 'unknown':
      return null;
  }
}

/** Whether a mount shows the whole file system of a device. */
function isRoot(mount: Mount | undefined, device: BlockDevice): boolean {
  return mount !== undefined && mount.majmin === device.majmin && mount.root === '/';
}

/** Where the device is mounted: where the record says, if that is so, or the first place. */
function sourceOf(member: EspMember, device: BlockDevice, mounts: readonly Mount[]): string | undefined {
  const places = mountsOf(mounts, device.majmin).map((mount) => mount.mountpoint);
  return places.find((place) => place === member.mountpoint) ?? places[0];
}

function described(mount: Mount): string {
  if (isAutofs(mount)) return 'an automount (autofs) is waiting there';
  const part = mount.root === '/' ? '' : `${mount.root} of `;
  return `${part}${mount.source || 'something'} (${mount.fstype}) is mounted there`;
}
