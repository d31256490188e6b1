export { type ChangedSet, changeMembers } from './act/change-members.ts';
export {
  damagedRegistry,
  openSetRegistry,
  otherVersion,
  type SetFacts,
  type SetRegistry,
} from './act/set-registry.ts';
export { asRecorded } from './decide/as-recorded.ts';
export type { MemberChange } from './decide/member-change.ts';
export { type SourceState, sourceStateOf } from './decide/source-state.ts';
export { claimsOf } from './gather/claims.ts';
export { anyIdentity, readIdentity, readVendors } from './gather/identity.ts';
export { inspectProgram, type ReadWishes, readBootTree, readSteadyTree } from './gather/read-boot-tree.ts';
