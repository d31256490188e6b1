export { type BootMenu, type BootOption, findOption, orderWith, programToStart } from './boot-menu.ts';
export type { Booted } from './booted.ts';
export type { Evidence } from './evidence.ts';
export { programsOn } from './programs-on.ts';
export { readBootMenu } from './read-boot-menu.ts';
export { readBooted } from './read-booted.ts';
export { type Registration, registerBootOption, type WantedOption } from './register-boot-option.ts';
export { type UnknownBoot, unknownBoot } from './unknown-boot.ts';
