export { type BootMenu, type BootOption, findOption, orderWith, programToStart } from './boot-menu.ts';
export { programsOn } from './programs-on.ts';
export { readBootMenu } from './read-boot-menu.ts';
export { type Registration, registerBootOption, type WantedOption } from './register-boot-option.ts';
