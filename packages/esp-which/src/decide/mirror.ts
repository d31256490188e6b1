import {
  type BlockDevice,
  devicesOfPartuuid,
  espType,
  isOnSameDisk,
  xbootldrType,
} from '@twinroot/lib-blockdev';
import { isFat } from '@twinroot/lib-fat';

/** The kind of a partition by its type; null when it is neither an ESP nor an XBOOTLDR partition. */
export function kindOf(device: BlockDevice): 'esp' | 'xbootldr' | null {
  if (device.parttype === espType) return 'esp';
  return device.parttype === xbootldrType ? 'xbootldr' : null;
}

/** Why a partition cannot be a mirror of what was booted; null when it can. */
export function whyNoMirror(
  devices: readonly BlockDevice[],
  booted: readonly { readonly kind: 'esp' | 'xbootldr'; readonly device: BlockDevice }[],
  device: BlockDevice,
): string | null {
  const { path, partuuid } = device;
  const kind = kindOf(device);
  if (!partuuid) return `${path} has no PARTUUID`;
  const copies = devicesOfPartuuid(devices, partuuid).map((copy) => copy.path);
  if (copies.length > 1) return `${copies.join(' and ')} have the same PARTUUID ${partuuid}`;
  if (device.rm) return `${path} is removable`;
  if (!kind)
    return `${path} is not an ESP or XBOOTLDR partition: its partition type is ${device.parttype ?? 'missing'}`;
  if (!isFat(device)) return `${path} holds ${device.fstype ?? 'no file system'}, not FAT`;
  const source = booted.find((one) => one.kind === kind);
  if (!source) return `${path} is an XBOOTLDR partition, and the booted disk has none`;
  if (booted.some((one) => isOnSameDisk(one.device, device))) {
    return `${path} is on the same disk as the booted ${source.device.path}`;
  }
  return null;
}
