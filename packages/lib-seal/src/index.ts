export { type ChangedSet, changeMembers } from './act/change-members.ts';
export {
  openSetRegistry,
  type SetFacts,
  type SetRegistry,
} from './act/set-registry.ts';
export { asRecorded } from './decide/as-recorded.ts';
export { fatSources } from './decide/fat-sources.ts';
export { hasLeft, type MemberChange } from './decide/member-change.ts';
export { type ListLineage, newerList, newestRegistry } from './decide/newer-list.ts';
export { ownRegistry } from './decide/own-registry.ts';
export { damagedRegistry, obstacleFault, otherVersion } from './decide/registry-faults.ts';
export { type SourceState, sourceStateOf } from './decide/source-state.ts';
export { readBootId } from './gather/boot-id.ts';
export { claimsOf } from './gather/claims.ts';
export { anyIdentity, readIdentity, readVendors } from './gather/identity.ts';
export { readLeft } from './gather/left-members.ts';
export { type MemberContent, readMemberContent } from './gather/member-content.ts';
export {
  inspectProgram,
  type ReadWishes,
  readBootTree,
  readSteadyTree,
  untilSteady,
} from './gather/read-boot-tree.ts';
