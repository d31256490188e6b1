export { defectOf } from './completeness.ts';
export { entryTypeOf } from './entry-path.ts';
export { foreignFiles, placeOfForeign } from './foreign.ts';
export { findNewerKernel, type NewerKernel, versionOf } from './kernel-version.ts';
export { type BootTree, bootTreeOf, type MenuEntry, type NamedFile } from './menu.ts';
export { classOf, isProtected, type PathClass } from './path-class.ts';
export { ownIdsOf } from './path-owner.ts';
