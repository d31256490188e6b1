export { buildImage, imageScratch } from './act/build-image.ts';
export type { CpioFile } from './decide/cpio.ts';
export {
  commandLineOf,
  type Image,
  imageHeadLength,
  inspectImage,
  osIdOf,
  osReleaseOf,
  type ReadRange,
} from './decide/image.ts';
export type { ImageFacts } from './decide/image-facts.ts';
export { type ImageLayout, type ImageSection, layoutOf } from './decide/image-layout.ts';
export type { ImageSorting } from './decide/image-sorting.ts';
export type { UkiPart } from './decide/part-ranges.ts';
export { whyNotRebuildable } from './decide/rebuildable.ts';
export { faultOfRebuilt } from './decide/rebuilt.ts';
export { sectionIn, unameOf } from './decide/sections.ts';
export type { StubFile } from './decide/stub-files.ts';
export type { UkiFacts } from './decide/uki-facts.ts';
export { type NewImage, newImageArguments } from './decide/ukify.ts';
export { hasParts, type UkiParts } from './gather/has-parts.ts';
export { readInitrdFault } from './gather/initrd-fault.ts';
export { type InitrdReading, readInitrdFiles } from './gather/initrd-files.ts';
export { readImage } from './gather/read-image.ts';
export { readUki } from './gather/read-uki.ts';
