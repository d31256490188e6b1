export { defectOf } from './completeness.ts';
export { entryTypeOf } from './entry-path.ts';
export { foreignFiles, placeOfForeign } from './foreign.ts';
export { findNewerKernel, type NewerKernel, versionOf } from './kernel-version.ts';
export { type BootTree, bootTreeOf, type MenuEntry, machineIdsOf, type NamedFile } from './menu.ts';
export { classOf, isProtected, type PathClass } from './path-class.ts';
export { machineIdOf, ownIdsOf, vendorOf } from './path-owner.ts';
