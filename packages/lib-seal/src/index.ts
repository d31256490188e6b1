export {
  damagedRegistry,
  openSetRegistry,
  otherVersion,
  type SetFacts,
  type SetRegistry,
} from './act/set-registry.ts';
export { asRecorded } from './decide/as-recorded.ts';
export { type SourceState, sourceStateOf } from './decide/source-state.ts';
export { anyIdentity, readIdentity, readVendors } from './gather/identity.ts';
export { inspectProgram, type ReadWishes, readBootTree, readSteadyTree } from './gather/read-boot-tree.ts';
