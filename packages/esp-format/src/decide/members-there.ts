import { type BlockDevice, deviceOfPath, isOnSameDisk } from '@twinroot/lib-blockdev';
import { isFat } from '@twinroot/lib-fat';
import { mebibytes } from './mebibyte.ts';
import { typeOf } from './sfdisk-script.ts';
import type { BootedPartition, Sizes } from './wanted.ts';
import { kindOfType } from './why-not.ts';

/** A partition that is a member of the set already, whatever is on it. */
export interface MemberThere {
  readonly kind: BootedPartition['kind'];
  readonly device: BlockDevice;
}

/**
 * The members of the set that a disk, or a partition of it, has already, one of each kind that was booted. They are used as they are: what
 * they hold may be all of it, or what a run that was cut has brought.
 *
 * @param operand the disk, or the partition
 * @param members PARTUUIDs of the members
 */
export function membersThere(
  devices: readonly BlockDevice[],
  operand: BlockDevice,
  booted: readonly BootedPartition[],
  members: ReadonlySet<string>,
): readonly MemberThere[] {
  if (booted.some(({ device }) => isOnSameDisk(device, operand))) return [];
  const isBelow = (one: BlockDevice) => one === operand || deviceOfPath(devices, one.disk ?? '') === operand;
  const found = devices.filter(
    (one) =>
      one.type === 'part' && isBelow(one) && one.partuuid !== null && members.has(one.partuuid) && isFat(one),
  );
  return booted.flatMap(({ kind }) => {
    const device = found.find(({ parttype }) => kindOfType(parttype, typeOf) === kind);
    return device === undefined ? [] : [{ kind, device }];
  });
}

/** Why a member that is there does not do, as another size was asked for; null when it does. */
export function whyTooSmall({ kind, device }: MemberThere, sizes: Sizes): string | null {
  const [asked, size] = [sizes[kind], device.size];
  if (asked === null || size === null || size >= asked) return null;
  return `${device.path} is a member of the set and has ${mebibytes(size)}, not ${mebibytes(asked)}: take it out with esp-leave first`;
}
