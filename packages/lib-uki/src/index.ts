export { buildImage } from './build-image.ts';
export {
  commandLineOf,
  type Image,
  imageHeadLength,
  inspectImage,
  osReleaseOf,
  type ReadRange,
} from './image.ts';
export { type ImageLayout, type ImageSection, layoutOf } from './image-layout.ts';
export { initrdFault } from './initrd.ts';
export { type ImageFacts, readImage } from './read-image.ts';
export { whyNotRebuildable } from './rebuildable.ts';
export { faultOfRebuilt } from './rebuilt.ts';
export { sectionIn, unameOf } from './sections.ts';
export type { StubFile } from './stub-files.ts';
