export { BlockdevError } from './blockdev-error.ts';
export {
  type BlockDevice,
  deviceOfMajmin,
  deviceOfPath,
  devicesOfPartuuid,
  espType,
  isFat,
  isOnSameDisk,
  xbootldrType,
} from './device.ts';
export { type FatState, fatStateOf } from './fat-state.ts';
export { readFatState, repairFat } from './fsck.ts';
export { type FsUuid, isGptPartuuid, type Partuuid, parseFsUuid, parsePartuuid } from './ids.ts';
export { decodeLsblk, lsblkColumns } from './lsblk.ts';
export { decodeLsblkMountpoints } from './lsblk-mountpoints.ts';
export { readBlockDevices } from './probe.ts';
export { childrenOf, partitionNumber, withAllAbove, withAllBelow } from './stack.ts';
