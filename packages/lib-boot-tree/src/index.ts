export { addonImage } from './addons.ts';
export { efiArchitecture } from './architecture.ts';
export { defectOf, isBootable, weaknessOf } from './completeness.ts';
export { type CountedFile, type Counting, countedFiles, manifestPath } from './counted-files.ts';
export { entryTypeOf } from './entry-path.ts';
export { foreignFiles, placeOfForeign } from './foreign.ts';
export { findNewerKernel, type NewerKernel, versionOf } from './kernel-version.ts';
export { lineOf } from './line.ts';
export { faultOfProgram, isLoaderProgram } from './loader-program.ts';
export {
  type BootTree,
  bootTreeOf,
  isStarted,
  type MenuEntry,
  machineIdsOf,
  type NamedAs,
  type NamedFile,
} from './menu.ts';
export { isOthers, type Owners, ownersOf } from './owners.ts';
export { capsuleDirectories, classOf, isProtected, keptListPath, type PathClass } from './path-class.ts';
export { ownIdsOf, vendorOf } from './path-owner.ts';
export { ownVendorsOf } from './vendor-names.ts';
