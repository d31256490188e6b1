import {
  arrayOver,
  type BlockDevice,
  devicesOfPartuuid,
  espType,
  isOnSameDisk,
  isRemovable,
  mbrBootType,
  type Partuuid,
  xbootldrType,
} from '@twinroot/lib-blockdev';
import { isFat } from '@twinroot/lib-fat';
import type { Machine } from '@twinroot/lib-machine';
import type { EspMember } from '@twinroot/lib-record';
import { whyCopies } from './copies.ts';
import { whyNotFrom } from './removable-source.ts';

/** What the caller knows better than the machine tells. */
export interface Leave {
  /** Disks that say that they are removable are none. */
  readonly removable: boolean;
  /** The source is one, whatever it is on and wherever this runs. */
  readonly force: boolean;
}

/**
 * The leave for what something made a candidate. That a disk is removable is believed otherwise only of what was named just now,
 * or was taken into the set before.
 */
export function leaveFor<Given extends Leave>(leave: Given, by: EspMember['member_by']): Given {
  return { ...leave, removable: by === 'registry' || (leave.removable && by === 'operand') };
}

/** How the candidates are judged. */
export interface Judging extends Leave {
  /** Why this is not the machine's own system, a clause: then nothing is its mirror. Null when nothing says so. */
  readonly foreign: string | null;
  /** Partitions that left the set, each with what tells when: only who names one takes it for a mirror again. */
  readonly left: ReadonlyMap<Partuuid, string>;
}

/** The kind of a partition by its type; null when it is neither an ESP nor an XBOOTLDR partition of a GPT. */
export function kindOf(device: BlockDevice): 'esp' | 'xbootldr' | null {
  if (device.parttype === espType) return 'esp';
  return device.parttype === xbootldrType ? 'xbootldr' : null;
}

/** Why a device is no member at all. */
export function notOfKind({ path, parttype, type }: BlockDevice): string {
  const mbr = mbrBootType(parttype);
  if (mbr !== null) return `${path} is ${mbr}`;
  const found = type === 'part' ? `its partition type is ${parttype ?? 'missing'}` : `it is a ${type}`;
  return `${path} is not an ESP or XBOOTLDR partition: ${found}`;
}

/** Why a partition cannot be a mirror of what is mirrored; null when it can. */
export function whyNoMirror(
  machine: Machine,
  source: readonly { readonly kind: 'esp' | 'xbootldr'; readonly device: BlockDevice }[],
  device: BlockDevice,
  leave: Leave,
): string | null {
  const { devices } = machine;
  const { path, partuuid } = device;
  const kind = kindOf(device);
  const array = /^raid/.test(device.type) ? device : arrayOver(devices, device);
  if (array && !isFat(device)) return `${path} is a part of the array ${array.path}, which mirrors itself`;
  if (!partuuid) return array ? `${path} is an array, which mirrors itself` : `${path} has no PARTUUID`;
  const copies = devicesOfPartuuid(devices, partuuid);
  if (copies.length > 1) return whyCopies(devices, partuuid, copies);
  if (isRemovable(devices, device) && !leave.removable)
    return `${path} says that it is removable; if it is not, name it and use --removable`;
  if (!kind) return notOfKind(device);
  if (!isFat(device)) return `${path} holds ${device.fstype ?? 'no file system'}, not FAT`;
  const from = source.find((one) => one.kind === kind);
  if (!from) return `${path} is an XBOOTLDR partition, and the booted disk has none`;
  if (source.some((one) => isOnSameDisk(one.device, device)))
    return `${path} is on the same disk as ${from.device.path}`;
  return leave.force ? null : whyNotFrom(machine, from.device, device, leave.removable);
}
