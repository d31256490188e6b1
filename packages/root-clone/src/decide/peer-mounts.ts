import type { BlockDevice } from '@twinroot/lib-blockdev';
import { espMountOptions, isFat } from '@twinroot/lib-fat';
import { parseFstab } from '@twinroot/lib-fstab';
import type { IdMap } from '@twinroot/lib-idmap';
import { deviceOfMount, type Machine } from '@twinroot/lib-machine';
import type { DeviceMount } from '@twinroot/lib-mount';
import { type Mount, mountAt, visibleMounts } from '@twinroot/lib-mountinfo';
import { isWithin } from '@twinroot/lib-sysroot';
import { devicesNamed, peerOf } from './find-device.ts';
import { isOwnDirectory, pathBelow } from './volumes.ts';

/** What the mounts for a clone are made from. */
export interface MountFacts extends Pick<Machine, 'mounts' | 'devices' | 'sources'> {
  readonly ids: IdMap;
  readonly to: string;
  /** Root of a source on this machine; null for one on another. */
  readonly root: string | null;
  /** The source's fstab. */
  readonly fstab: string;
}

/**
 * The file systems that have to be mounted for the clone, parents first: for each of a running root its peer by the map; for
 * a root that is mounted as no machine would have it, a template, what its fstab names. What is mounted already is left out.
 */
export function peerMounts(facts: MountFacts): readonly DeviceMount[] {
  const { mounts, to } = facts;
  const wanted = ofMounts(facts);
  const all = wanted.some(({ path }) => path === '/') ? wanted : ofFstab(facts);
  // What belongs below it would be mounted into the running root.
  if (mountAt(mounts, to) === null && !all.some(({ path }) => path === '/')) return [];
  const due = all.filter(({ path, device }) => {
    const there = mountAt(mounts, targetOf(to, path));
    return there === null || deviceOfMount(facts, there)?.path !== device.path;
  });
  return due
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, device, subvolume }) => ({
      device: device.path,
      target: targetOf(to, path),
      fstype: device.fstype ?? 'auto',
      options: [
        ...(isFat(device) ? espMountOptions : ['rw']),
        ...(subvolume === undefined ? [] : [`subvol=${subvolume}`]),
      ].join(','),
    }));
}

/** The mount table as it will be with these mounts. */
export function mountsAfter(
  mounts: readonly Mount[],
  devices: readonly BlockDevice[],
  due: readonly DeviceMount[],
): readonly Mount[] {
  const highest = Math.max(0, ...mounts.map(({ id }) => id));
  const added = due.map(({ device, target, fstype, options }, index): Mount => {
    const holder = [...mounts].reverse().find(({ mountpoint }) => isWithin(target, mountpoint));
    return {
      id: highest + index + 1,
      parent: holder?.id ?? 0,
      majmin: devices.find(({ path }) => path === device)?.majmin ?? '0:0',
      root: '/',
      mountpoint: target,
      options: options.split(','),
      optional: [],
      fstype,
      source: device,
      superOptions: ['rw'],
    };
  });
  // Each lies on the one before it that holds its mount point.
  const all = [...mounts];
  for (const mount of added) {
    const holder = all.findLast(({ mountpoint }) => isWithin(mount.mountpoint, mountpoint));
    all.push({ ...mount, parent: holder?.id ?? mount.parent });
  }
  return all;
}

interface Wanted {
  readonly path: string;
  readonly device: BlockDevice;
  readonly subvolume?: string;
}

function ofMounts(facts: MountFacts): readonly Wanted[] {
  const { mounts, devices, ids, root, to } = facts;
  if (root === null) return [];
  const found = new Map<string, Wanted>();
  for (const mount of visibleMounts(mounts)) {
    const { mountpoint, fstype, root: of } = mount;
    if (!isWithin(mountpoint, root) || isWithin(mountpoint, to)) continue;
    const device = deviceOfMount(facts, mount);
    const peer = device && peerOf(devices, ids, device);
    if (!peer || (of !== '/' && fstype !== 'btrfs')) continue;
    const key = `${peer.path} ${of}`;
    const path = pathBelow(mountpoint, root);
    if (!isOwnDirectory(path) && !found.has(key))
      found.set(key, { path, device: peer, ...(hasSubvolumes(fstype, peer) ? { subvolume: of } : {}) });
  }
  return [...found.values()];
}

/** Only where both have them; the topmost one is named, too, because another one may be the default. */
function hasSubvolumes(fstype: string, peer: BlockDevice): boolean {
  return fstype === 'btrfs' && peer.fstype === 'btrfs';
}

function ofFstab({ devices, ids, fstab, to }: MountFacts): readonly Wanted[] {
  return parseFstab(fstab).flatMap(({ source, mountpoint }): Wanted[] => {
    const renamed = ids.device(source);
    if (renamed === null || isOwnDirectory(mountpoint) || isWithin(mountpoint, to)) return [];
    const fresh = source.slice(0, renamed.start) + renamed.text + source.slice(renamed.end);
    const [device, ...others] = devicesNamed(devices, fresh);
    return device && others.length === 0 ? [{ path: mountpoint, device }] : [];
  });
}

function targetOf(to: string, path: string): string {
  return path === '/' ? to : `${to}${path}`;
}
