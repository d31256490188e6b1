import type { BlockDevice } from '@twinroot/lib-blockdev';
import { type Refusal, refused } from '@twinroot/lib-failure';
import { isFat } from '@twinroot/lib-fat';
import type { Machine } from '@twinroot/lib-machine';
import { isAutofs, isReadOnly, type Mount, mountAt, mountsOf } from '@twinroot/lib-mountinfo';
import type { EspMember } from '@twinroot/lib-record';
import { faultOfPartition, partitionOfMember } from './member-partition.ts';

/** What a member of the set is right now, whatever its record says. */
export type MemberCheck =
  | { readonly kind: 'mounted'; readonly mountpoint: string; readonly majmin: string }
  | { readonly kind: 'unmounted'; readonly device: string; readonly majmin: string; readonly ro: boolean }
  | { readonly kind: 'missing' }
  | Refusal;

/** `plan`: it must be fit to be written, and is only read: a dry run. */
export type MemberUse = 'read' | 'plan' | 'write';

/**
 * Checks the record of a member against the machine: records are hints. Before anything is written, the device has
 * that PARTUUID and no other has, it is FAT of the right partition type, and what is mounted where the record says is
 * the root of it, writable.
 */
export function checkMember(
  member: EspMember,
  { devices, mounts }: Pick<Machine, 'devices' | 'mounts'>,
  use: MemberUse,
): MemberCheck {
  const partition = partitionOfMember(member, devices);
  if (partition.kind !== 'found') return partition;
  const { device } = partition;
  const fault = faultOfPartition(member, device);
  if (fault !== null) return refused(fault);
  if (member.state === 'mounted' && !isAsleep(member, mounts)) return checkMount(member, device, mounts, use);
  const [mount] = mountsOf(mounts, device.majmin);
  // Mounted since the record was written: by somebody who may be using it, so it is used as it is.
  if (mount !== undefined) return checkMount({ mountpoint: mount.mountpoint }, device, mounts, use);
  if (use !== 'read' && device.ro) return refused(`${device.path} is read-only`);
  return { kind: 'unmounted', device: device.path, majmin: device.majmin, ro: device.ro };
}

/** Its automount has unmounted it since the record was written, and would mount it again for whoever looks. */
function isAsleep({ mountpoint }: EspMember, mounts: readonly Mount[]): boolean {
  const mount = mountpoint === null ? null : mountAt(mounts, mountpoint);
  return mount !== null && isAutofs(mount);
}

function checkMount(
  { mountpoint }: Pick<EspMember, 'mountpoint'>,
  device: BlockDevice,
  mounts: readonly Mount[],
  use: MemberUse,
): MemberCheck {
  if (mountpoint === null) return refused('its record says that it is mounted, but not where');
  const mount = mountAt(mounts, mountpoint);
  if (mount === null) return refused(`${mountpoint} is not a mount point: mount ${device.path} there`);
  if (mount.majmin !== device.majmin) {
    return refused(`${mount.source} is mounted on ${mountpoint}, not ${device.path}`);
  }
  if (mount.root !== '/') return refused(`only ${mount.root} of ${device.path} is mounted on ${mountpoint}`);
  if (!isFat(mount)) return refused(`${mountpoint} is mounted as ${mount.fstype}, not as FAT`);
  if (use !== 'read' && isReadOnly(mount)) return refused(`${mountpoint} is mounted read-only`);
  return { kind: 'mounted', mountpoint, majmin: mount.majmin };
}
