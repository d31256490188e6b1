import {
  type BlockDevice,
  devicesOfPartuuid,
  espType,
  mbrBootType,
  parsePartuuid,
  xbootldrType,
} from '@twinroot/lib-blockdev';
import { type Refusal, refused } from '@twinroot/lib-failure';
import { isFat } from '@twinroot/lib-fat';
import type { EspMember } from '@twinroot/lib-record';

/** The partition that a record names, whatever else the record says. */
export type MemberPartition =
  | { readonly kind: 'found'; readonly device: BlockDevice }
  | { readonly kind: 'missing' }
  | Refusal;

/**
 * The one partition that has the PARTUUID of a member. Copies of a disk have the same PARTUUID: then none of them is the
 * member, because nothing says which one is meant.
 */
export function partitionOfMember(
  { partuuid }: Pick<EspMember, 'partuuid'>,
  devices: readonly BlockDevice[],
): MemberPartition {
  const parsed = parsePartuuid(partuuid);
  if (parsed === null) return refused(`${partuuid} is not a PARTUUID`);
  const [device, ...others] = devicesOfPartuuid(devices, parsed);
  if (device === undefined) return { kind: 'missing' };
  if (others.length === 0) return { kind: 'found', device };
  const paths = [device, ...others].map(({ path }) => path).join(' and ');
  return refused(`${paths} have the same PARTUUID ${parsed}: give one a new PARTUUID`);
}

/** Why a partition is not what the kind of a member says, an ESP or an XBOOTLDR partition with FAT on it; null when it is. */
export function faultOfPartition({ kind }: Pick<EspMember, 'kind'>, device: BlockDevice): string | null {
  const [name, type] = kind === 'esp' ? ['ESP', espType] : ['XBOOTLDR partition', xbootldrType];
  const mbr = mbrBootType(device.parttype);
  if (mbr !== null) return `${device.path} is ${mbr}`;
  if (device.parttype !== type)
    return `${device.path} is not an ${name}: its partition type is ${device.parttype ?? 'not known'}, not ${type}`;
  if (!isFat(device)) return `${device.path} is not FAT: it has ${device.fstype ?? 'no file system'}`;
  return null;
}
