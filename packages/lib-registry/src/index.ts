export { removeRegistry } from './act/remove-registry.ts';
export { checkRegistryRoom, type RegistryPlace, writeRegistry } from './act/write-registry.ts';
export {
  type ContentState,
  contentStateOf,
  type FoundFile,
  isRetimed,
  isSameState,
  statesOfRun,
} from './decide/content-state.ts';
export { formatRegistry } from './decide/format-registry.ts';
export { becomingOf, isAmong, overriding, sealed, settledRegistry } from './decide/lineage.ts';
export { byPath, manifestOf } from './decide/manifest.ts';
export { parseRegistry, type ReadRegistry, type RegistryText } from './decide/parse-registry.ts';
export {
  type AloneBoot,
  type Generation,
  type GoneMember,
  type ManifestFile,
  type PathState,
  type Registry,
  type RegistryMember,
  registryLimits,
} from './decide/registry.ts';
export { registryPath } from './decide/registry-path.ts';
export { type Side, type Verdict, verdictOf } from './decide/verdict.ts';
export { readRegistry } from './gather/read-registry.ts';
