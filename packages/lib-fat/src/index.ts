export { espMountOptions } from './esp-mount-options.ts';
export { isFatName } from './fat-name.ts';
export { type FatState, fatStateOf } from './fat-state.ts';
export { foldPath } from './fold-path.ts';
export { readFatState, repairFat } from './fsck.ts';
export { isFat } from './is-fat.ts';
export { fatMagic, largestFile, longestName, roundedToClusters } from './limits.ts';
export { bridgeName, isOwnName, temporaryName } from './temporary-name.ts';
