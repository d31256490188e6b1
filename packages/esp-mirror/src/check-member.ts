import {
  type BlockDevice,
  devicesOfPartuuid,
  espType,
  isFat,
  parsePartuuid,
  xbootldrType,
} from '@twinroot/lib-blockdev';
import { isReadOnly, type Mount, mountAt, mountsOf } from '@twinroot/lib-mountinfo';
import type { EspMember } from '@twinroot/lib-record';

/** What a member of the set is right now, whatever its record says. */
export type MemberCheck =
  | { readonly kind: 'mounted'; readonly mountpoint: string; readonly majmin: string }
  | { readonly kind: 'unmounted'; readonly device: string; readonly majmin: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly why: string };

/** What the machine is right now. */
export interface MachineFacts {
  readonly devices: readonly BlockDevice[];
  readonly mounts: readonly Mount[];
}

/**
 * Checks the record of a member against the machine: records are hints. Before anything is written, the device has
 * that PARTUUID and no other has, it is FAT of the right partition type, and what is mounted where the record says is
 * the whole of it, writable.
 */
export function checkMember(member: EspMember, facts: MachineFacts, use: 'read' | 'write'): MemberCheck {
  const failed = (why: string) => ({ kind: 'failed', why }) as const;
  const partuuid = parsePartuuid(member.partuuid);
  if (partuuid === null) return failed(`${member.partuuid} is not a PARTUUID`);
  const [device, ...others] = devicesOfPartuuid(facts.devices, partuuid);
  if (device === undefined) return { kind: 'missing' };
  if (others.length > 0) {
    return failed(`${[device, ...others].map(({ path }) => path).join(' and ')} have the same PARTUUID`);
  }
  const type = member.kind === 'esp' ? espType : xbootldrType;
  if (device.parttype !== type)
    return failed(`${device.path} is not an ${member.kind === 'esp' ? 'ESP' : 'XBOOTLDR'}`);
  if (!isFat(device)) return failed(`${device.path} is not FAT: it has ${device.fstype ?? 'no file system'}`);
  if (member.state === 'mounted') return checkMount(member, device, facts.mounts, use);
  const [mount] = mountsOf(facts.mounts, device.majmin);
  // Mounted since the record was written: by somebody who may be using it, so it is used as it is.
  if (mount !== undefined)
    return checkMount({ ...member, mountpoint: mount.mountpoint }, device, facts.mounts, use);
  if (use === 'write' && device.ro) return failed(`${device.path} is read-only`);
  return { kind: 'unmounted', device: device.path, majmin: device.majmin };
}

function checkMount(
  { mountpoint }: EspMember,
  device: BlockDevice,
  mounts: readonly Mount[],
  use: 'read' | 'write',
): MemberCheck {
  const failed = (why: string) => ({ kind: 'failed', why }) as const;
  if (mountpoint === null) return failed('the record says that it is mounted, but not where');
  const mount = mountAt(mounts, mountpoint);
  if (mount === undefined) return failed(`${mountpoint} is not a mount point: mount ${device.path} there`);
  if (mount.majmin !== device.majmin) {
    return failed(`${mount.source} is mounted on ${mountpoint}, not ${device.path}`);
  }
  if (mount.root !== '/') return failed(`only ${mount.root} of ${device.path} is mounted on ${mountpoint}`);
  if (mount.fstype !== 'vfat' && mount.fstype !== 'msdos') {
    return failed(`${mountpoint} is mounted as ${mount.fstype}, not as FAT`);
  }
  if (use === 'write' && isReadOnly(mount)) return failed(`${mountpoint} is mounted read-only`);
  return { kind: 'mounted', mountpoint, majmin: mount.majmin };
}
