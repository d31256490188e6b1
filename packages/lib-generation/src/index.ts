export { type MirrorEnd, type MirrorSet, mirrorSet } from './act/mirror-set.ts';
export { type BootedEsp, onBootedEsp } from './act/on-booted-esp.ts';
export { type GenerationRoot, openGenerationRoot, takeLeftRoots } from './act/open-generation-root.ts';
export { type LinksWanted, probeTurn, turnCurrent } from './act/turn-current.ts';
export { writeRefindMenus } from './act/write-refind-menus.ts';
export { type BootFiles, type BootFilesFound, isInitrdName, isKernelName } from './decide/boot-files.ts';
export {
  type EntryType,
  entriesDirectory,
  entryName,
  entryPattern,
  type GenerationEntry,
  kernelKey,
  olderEntryName,
  parseGenerationEntry,
  payloadDirectory,
  payloadPath,
  triesOfNew,
} from './decide/entry-files.ts';
export { noEntryToken } from './decide/entry-token.ts';
export { entryVersion, stampOfVersion } from './decide/entry-version.ts';
export {
  fstabOf,
  isSharedBoot,
  type TemplateMount,
  templateMounts,
  variable,
} from './decide/fstab-template.ts';
export { idPattern, lettersOf, newGenerationId, stampOf, timeOfId } from './decide/generation-id.ts';
export { goneIds } from './decide/gone-entries.ts';
export { type Hold, heldBy, type InUse } from './decide/held-by.ts';
export {
  type Generation,
  idOfSubvolume,
  idOfTarget,
  type Layout,
  layoutOf,
  rootName,
  type TopFound,
} from './decide/layout.ts';
export { osReleaseValue } from './decide/os-release.ts';
export {
  completeOn,
  type EntryFound,
  type MemberPublished,
  type Published,
  type Tried,
  triedOf,
  unnamedPayloads,
} from './decide/published.ts';
export { generationRecords, type RecordFacts, unpublished } from './decide/records.ts';
export { refindStanza } from './decide/refind-menu.ts';
export { slotCount, turnedLinks } from './decide/turned-links.ts';
export { goingPrefix, madeLinks, makingPrefix, unfinishedAmong } from './decide/unfinished.ts';
export { countsBoots, knowsOneShot } from './gather/loader-features.ts';
export { type OpenTop, openTop } from './gather/open-top.ts';
export { readBootFiles } from './gather/read-boot-files.ts';
export { readEntryFacts } from './gather/read-entry-facts.ts';
export { readEntryToken } from './gather/read-entry-token.ts';
export {
  type EntryOwner,
  type PublishedLook,
  readGenerationFiles,
  readPublished,
} from './gather/read-published.ts';
export { readRefindMenus } from './gather/read-refind-menus.ts';
export { readTree, type Tree } from './gather/read-tree.ts';
