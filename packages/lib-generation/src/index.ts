export { commonsOf, fstabOf } from './decide/fstab-template.ts';
export { lettersOf, newGenerationId, timeOfId } from './decide/generation-id.ts';
export { type Generation, idOfSubvolume, type Layout, layoutOf, rootName } from './decide/layout.ts';
export { type Prunable, pruned, whyProtected } from './decide/prune.ts';
export { turnedLinks } from './decide/turned-links.ts';
export { readTop } from './gather/read-top.ts';
