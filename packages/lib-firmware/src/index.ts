export { type Registration, registerBootOption, type WantedOption } from './act/register-boot-option.ts';
export { type BootMenu, type BootOption, findOption, orderWith, programToStart } from './decide/boot-menu.ts';
export type { Booted } from './decide/booted.ts';
export type { Evidence } from './decide/evidence.ts';
export { type UnknownBoot, unknownBoot } from './decide/unknown-boot.ts';
export { programsOn } from './gather/programs-on.ts';
export { readBootMenu } from './gather/read-boot-menu.ts';
export { readBooted } from './gather/read-booted.ts';
