// Until all who use them take them from lib-fat.
export { type FatState, fatStateOf, isFat, readFatState, repairFat } from '@twinroot/lib-fat';
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
export { readBlockDevices } from './probe.ts';
export { childrenOf, partitionNumber, withAllAbove, withAllBelow } from './stack.ts';
