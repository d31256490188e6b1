import { type BlockDevice, childrenOf } from '@twinroot/lib-blockdev';
import type { IdMap } from '@twinroot/lib-idmap';
import { deviceOfMount, type Machine } from '@twinroot/lib-machine';
import { type Mount, visibleMounts } from '@twinroot/lib-mountinfo';
import { isWithin } from '@twinroot/lib-sysroot';
import { devicesNamed, namesOf } from './find-device.ts';
import { isOwnDirectory, pathBelow } from './volumes.ts';

/** What tells which counterparts are there. */
export interface PeerFacts extends Pick<Machine, 'mounts' | 'devices' | 'sources'> {
  readonly to: string;
  readonly ids: IdMap;
  /** The same map the other way round. */
  readonly inverse: IdMap;
}

/** The mounts of a source on this machine that a clone has, too: no bind mounts, and nothing where each root has its own. */
export function copiedMounts(
  root: string,
  { mounts, to }: Pick<PeerFacts, 'mounts' | 'to'>,
): readonly Mount[] {
  return visibleMounts(mounts).filter(
    ({ mountpoint, root: of, fstype }) =>
      isWithin(mountpoint, root) &&
      !isWithin(mountpoint, to) &&
      !isOwnDirectory(pathBelow(mountpoint, root)) &&
      (of === '/' || fstype === 'btrfs'),
  );
}

/**
 * What is mounted in the source, and has a counterpart in the map that no device is: its disk is missing, or the LUKS volume that it
 * is in was not opened since the machine was booted. Each is a sentence.
 */
export function absentPeers(root: string, facts: PeerFacts): readonly string[] {
  const { devices } = facts;
  const closed = closedVolumes(facts);
  const why =
    closed.length === 0
      ? 'its disk is missing, or what it is in is not active'
      : `${closed.map(({ path }) => path).join(', ')} is not open (cryptsetup open)`;
  const seen = new Set<string>();
  return copiedMounts(root, facts).flatMap((mount) => {
    const device = deviceOfMount(facts, mount);
    if (!device || seen.has(device.path)) return [];
    seen.add(device.path);
    const peers = peerNames(facts, device);
    if (peers.some((name) => devicesNamed(devices, name).length > 0)) return [];
    // A name of the kernel or of device mapper need not be the same after the next boot.
    const name = peers.find((each) => !each.startsWith('/dev/')) ?? peers[0];
    return name === undefined ? [] : [`no device is ${name}, which ${mount.mountpoint} is copied to: ${why}`];
  });
}

function peerNames({ ids }: PeerFacts, device: BlockDevice): readonly string[] {
  return namesOf(device).flatMap((name) => {
    const renamed = ids.device(name);
    return renamed === null ? [] : [name.slice(0, renamed.start) + renamed.text + name.slice(renamed.end)];
  });
}

/** LUKS volumes of the clone that nothing has opened. */
function closedVolumes({ devices, inverse }: PeerFacts): readonly BlockDevice[] {
  return devices.filter(
    (device) =>
      device.fstype === 'crypto_LUKS' &&
      childrenOf(devices, device).length === 0 &&
      namesOf(device).some((name) => inverse.device(name) !== null),
  );
}
