import { type BlockDevice, deviceOfPath, withAllAbove, withAllBelow } from '@twinroot/lib-blockdev';
import type { IdMap } from '@twinroot/lib-idmap';
import { absentByFstab, deviceOfMount, type Machine } from '@twinroot/lib-machine';
import { isReadOnly, mountAt, visibleMounts } from '@twinroot/lib-mountinfo';
import { isWithin } from '@twinroot/lib-sysroot';
import { absentPeers, copiedMounts } from './absent-peers.ts';
import { devicesNamed, namesOf, peerOf } from './find-device.ts';
import type { Source } from './source.ts';
import { unmountedBoot } from './unmounted-boot.ts';
import { pathBelow, type Volume } from './volumes.ts';

/** What is known of the machine before anything is written. */
export interface CloneFacts extends Machine {
  readonly source: Source;
  readonly to: string;
  readonly ids: IdMap;
  readonly inverse: IdMap;
  readonly volumes: readonly Volume[];
  /** Mount points below the directory that are no volumes. */
  readonly strange: readonly string[];
}

/** Why a clone must not be made: every reason, each a whole sentence. */
export function refusals(facts: CloneFacts): readonly string[] {
  const { source, to, mounts, volumes, strange } = facts;
  if (to === '/') return ['the alternate root cannot be / itself'];
  if (source.kind === 'local' && isWithin(source.root, to))
    return [`${to} contains the source ${source.root}`];
  const absent = source.kind === 'local' ? absentPeers(source.root, facts) : [];
  if (mountAt(mounts, to) === null && absent.length > 0) return absent;
  if (mountAt(mounts, to) === null)
    return [`nothing is mounted at ${to}: mount the alternate root there, or use --mount`];
  if (volumes[0]?.path !== '/') return [`what is mounted at ${to} is not on a block device`];
  return [
    ...strange.map((path) => `what is mounted at ${path} is not on a block device: unmount it`),
    ...volumes.flatMap((volume) => volumeFaults(volume, facts)),
    ...targets(facts).flatMap((device) => useFaults(device, facts)),
    ...absent,
    ...(source.kind === 'local'
      ? [...sourceFaults(source.root, facts), ...unseenFaults(source.root, facts)]
      : []),
  ];
}

function volumeFaults({ device, mountpoint, mount }: Volume, facts: CloneFacts): readonly string[] {
  const faults: string[] = [];
  if (!isNew(device, facts))
    faults.push(`${device.path}, mounted at ${mountpoint}, is not a new device of the map`);
  if (isReadOnly(mount)) faults.push(`${mountpoint} is mounted read-only`);
  if (device.disks.length > 1) faults.push(`${device.path} is on several disks: ${device.disks.join(', ')}`);
  return faults;
}

/** What is written, or would be: the devices of the volumes, and the peers of what is mounted in the source. */
function targets(facts: CloneFacts): readonly BlockDevice[] {
  const { source, mounts, ids, devices, volumes } = facts;
  const own = source.kind === 'local' ? visibleMounts(mounts) : [];
  const peers = own.flatMap((mount) => {
    const device = deviceOfMount(facts, mount);
    const peer = device && peerOf(devices, ids, device);
    return peer ? [peer] : [];
  });
  return [...new Set([...volumes.map(({ device }) => device), ...peers])];
}

/** What else uses a device that is written: a mount elsewhere, an array, what is open in a LUKS volume. */
function useFaults(device: BlockDevice, { devices, mounts, sources, to }: CloneFacts): readonly string[] {
  const users = withAllAbove(devices, device);
  const array = [...users, ...withAllBelow(devices, device)].find(
    ({ type, fstype }) => /^(?:raid|md)/.test(type) || fstype === 'linux_raid_member',
  );
  if (array) return [`${device.path} is part of a RAID${array === device ? '' : `, ${array.path}`}`];
  const elsewhere = users.flatMap((user) =>
    mounts
      .filter(
        (mount) =>
          deviceOfMount({ devices: [user], sources }, mount) !== null && !isWithin(mount.mountpoint, to),
      )
      .map(({ mountpoint }) => `${user.path} is also mounted at ${mountpoint}`),
  );
  if (device.fstype !== 'crypto_LUKS') return elsewhere;
  return [`${device.path} is a LUKS volume: the map must name what is open in it`, ...elsewhere];
}

function isNew(device: BlockDevice, { inverse }: CloneFacts): boolean {
  return namesOf(device).some((name) => inverse.device(name) !== null);
}

/** What the source has that would be missing in the clone, or that is missing in the source just now. */
function sourceFaults(root: string, facts: CloneFacts): readonly string[] {
  const { mounts, devices, ids, to, volumes, fstab } = facts;
  const wanted = fstab.map(({ mountpoint }) => mountpoint);
  const own = copiedMounts(root, facts);
  const faults = own.flatMap((mount, index) => {
    const device = deviceOfMount(facts, mount);
    const peer = device && peerOf(devices, ids, device);
    if (!peer) return [];
    // A file system that is mounted twice, on /efi0 and by a bind on /boot, is copied once.
    const places = own.filter((other) => other.majmin === mount.majmin && other.root === mount.root);
    if (places[0] !== own[index]) return [];
    const paths = places.map(({ mountpoint }) => pathBelow(mountpoint, root));
    if (volumes.some((volume) => paths.includes(volume.path) && volume.device.path === peer.path)) return [];
    const [path] = paths;
    if (
      mount.fstype === 'btrfs' &&
      peer.fstype !== 'btrfs' &&
      volumes.some((volume) => volume.device.path === peer.path)
    )
      return [
        `${peer.path} is ${peer.fstype}, which has no subvolumes, but ${mount.mountpoint} is one: let it be btrfs, too`,
      ];
    const target = path === '/' ? to : `${to}${path}`;
    return [`${peer.path}, which ${mount.mountpoint} is copied to, is not mounted at ${target}`];
  });
  const absent = volumes.flatMap(({ path }) => {
    const missing = absentByFstab(mounts, wanted, path === '/' ? root : `${root === '/' ? '' : root}${path}`);
    return missing ? [`${missing.mountpoint} of the source is not mounted: ${missing.why}`] : [];
  });
  return [...faults, ...absent];
}

/** What no mount of the source shows, or the clone's file system cannot have. */
function unseenFaults(root: string, facts: CloneFacts): readonly string[] {
  const { volumes, mounts } = facts;
  const unmounted = unmountedBoot({ ...facts, root }).map(
    ({ device, peer, kind }) =>
      `${device.path}, an ${kind} that the map has, is mounted nowhere in the source, and would not be copied: use --mount, or mount it and ${peer.path}, or leave it out of the map`,
  );
  const subvolumes = volumes.flatMap(({ path, mountpoint, mount, device }, index) => {
    const place = path === '/' ? root : `${root === '/' ? '' : root}${path}`;
    if (mountAt(mounts, place)?.fstype !== 'btrfs' || mount.fstype === 'btrfs') return [];
    const isFirst = volumes.findIndex((each) => each.device.path === device.path) === index;
    return isFirst
      ? []
      : [`${device.path} at ${mountpoint} is ${mount.fstype}, which has no subvolumes, but ${place} is one`];
  });
  return [...unmounted, ...subvolumes];
}

/** The disks that a local source lies on. */
export function disksOfSource(facts: CloneFacts): ReadonlySet<string> {
  const { source, mounts, devices, ids } = facts;
  const old = ids.pairs.flatMap(({ oldText }) => devicesNamed(devices, oldText));
  const root = source.kind === 'local' ? mountAt(mounts, source.root) : null;
  const rooted = root && deviceOfMount(facts, root);
  const all = [...old, ...(rooted ? [rooted] : [])];
  return new Set(all.flatMap(({ path, disks }) => (deviceOfPath(devices, path) ? disks : [])));
}
