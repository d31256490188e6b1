export {
  type EachOpen,
  type UsedMember,
  type UseEnd,
  withOpenDirectories,
  withOpenMembers,
} from './act/each-member.ts';
export { type LockedDirectories, lockDirectories, type WaitForLock } from './act/locks.ts';
export { type LateNamespace, namespaceOnce } from './act/namespace-once.ts';
export { type OpenMember, openDirectory } from './act/open-directory.ts';
export { type MemberAccess, type OpenAs, openMember } from './act/open-member.ts';
export { withMembers } from './act/with-members.ts';
export { checkMember, type MemberCheck, type MemberUse } from './decide/check-member.ts';
export { type MemberDevice, memberDevice, missingDevice } from './decide/member-device.ts';
export { faultOfPartition, type MemberPartition, partitionOfMember } from './decide/member-partition.ts';
export { partuuidOf } from './decide/partuuid-of.ts';
export { readFree } from './gather/read-free.ts';
