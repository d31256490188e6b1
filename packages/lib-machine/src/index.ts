export { type AbsentMount, absentByFstab, absentMount, type ExpectedMounts } from './absent-mount.ts';
export { deviceOfMount } from './device-of-mount.ts';
export { findDevice } from './find-device.ts';
export { type FreeSpace, readFreeSpace } from './free-space.ts';
export type { Machine } from './machine.ts';
export { majminOf } from './majmin.ts';
export { readBlockDevices } from './read-block-devices.ts';
export { readMachine, withCurrentMounts } from './read-machine.ts';
