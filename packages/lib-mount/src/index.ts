export { bindMount, type DeviceMount, mountDevice, unmount } from './mount.ts';
export {
  mountIn,
  NamespaceGoneError,
  openPrivateNamespace,
  type PrivateNamespace,
  pathIn,
  privateMountPoint,
} from './private-mount.ts';
