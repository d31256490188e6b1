export { bindMount, type DeviceMount, mountDevice, unmount } from './mount.ts';
export { type ChrootMounts, openPrivateChroot, type PrivateChroot } from './private-chroot.ts';
export {
  makeWritableIn,
  mountIn,
  NamespaceGoneError,
  openPrivateNamespace,
  type PrivateNamespace,
  pathIn,
  privateMountPoint,
} from './private-mount.ts';
