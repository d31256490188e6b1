export { mountIdentity } from './identity.ts';
export { MountinfoError, type MountinfoErrorCode } from './mountinfo-error.ts';
export { type Mount, parseMountinfo } from './parse.ts';
export { type MountTable, mountIdOfFile, readMountinfo, readMountTable } from './read.ts';
export { readMountsEverywhere } from './read-everywhere.ts';
export { isLiveSysroot, mountsBelow } from './sysroot.ts';
export { isAutofs, isReadOnly, mountAt, mountHolding, mountsOf, visibleMounts } from './table.ts';
