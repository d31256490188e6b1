export { forgetOptions } from './act/forget-options.ts';
export { type Registration, registerBootOption, type WantedOption } from './act/register-boot-option.ts';
export {
  createBootOption,
  deleteBootNext,
  deleteBootOption,
  writeBootNext,
  writeBootOrder,
} from './act/write-boot-menu.ts';
export { deleteState, writeState } from './act/write-state.ts';
export { writeEfiVariable } from './act/write-variable.ts';
export {
  type BootMenu,
  type BootOption,
  findOption,
  foldedFile,
  freeNumbers,
  optionsOf,
  orderBehind,
  orderWith,
  programToStart,
} from './decide/boot-menu.ts';
export type { Booted } from './decide/booted.ts';
export { bootedLoader, type Loader } from './decide/booted-loader.ts';
export { type BootNote, damagedLines, parseBoots, withBoot } from './decide/boots.ts';
export { type Deed, mostDeeds, parseDeeds, timesDone, withDeed } from './decide/deeds.ts';
export { type DrillRequest, formatDrill, parseDrill } from './decide/drill-request.ts';
export type { Evidence } from './decide/evidence.ts';
export { leavingOptions } from './decide/leaving-options.ts';
export type { NewOption } from './decide/menu-variables.ts';
export { optionLabel } from './decide/option-label.ts';
export { shownFile } from './decide/shown-file.ts';
export { type StateName, stateDirectory } from './decide/state-names.ts';
export { type UnknownBoot, unknownBoot } from './decide/unknown-boot.ts';
export { countDumps } from './gather/count-dumps.ts';
export { findProgram } from './gather/find-program.ts';
export { programsOn } from './gather/programs-on.ts';
export { readBootMenu } from './gather/read-boot-menu.ts';
export { readBooted } from './gather/read-booted.ts';
export { readState, readStateBytes } from './gather/read-state.ts';
export { whyNoWrites } from './gather/why-no-writes.ts';
