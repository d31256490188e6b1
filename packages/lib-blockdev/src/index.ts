export { isOnUsb, isRemovable } from './attachment.ts';
export { BlockdevError } from './blockdev-error.ts';
export {
  type BlockDevice,
  deviceOfMajmin,
  deviceOfPath,
  devicesOfPartuuid,
  espType,
  isOnSameDisk,
  xbootldrType,
} from './device.ts';
export { type FsUuid, isGptPartuuid, type Partuuid, parseFsUuid, parsePartuuid } from './ids.ts';
export { decodeLsblk, lsblkColumns } from './lsblk.ts';
export { decodeLsblkMountpoints } from './lsblk-mountpoints.ts';
export { type DiskNames, decodeLsblkNames, lsblkNameColumns } from './lsblk-names.ts';
export { decodeLsblkVersions, lsblkVersionColumns } from './lsblk-versions.ts';
export { mbrBootType } from './mbr-type.ts';
export { arrayOver, childrenOf, partitionNumber, withAllAbove, withAllBelow } from './stack.ts';
