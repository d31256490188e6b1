import { efiGlobalVariable, readEfiVariable } from '@twinroot/lib-efivar';
import { type NewOption, numbersVariable, optionVariable } from '../decide/menu-variables.ts';
import { deleteEfiVariable, writeEfiVariable } from './write-variable.ts';

/**
 * Makes a boot option, which is in no order yet.
 *
 * @throws {EfivarError} NO_ROOM; WRITE, also when its number is not free
 */
export function createBootOption(sysroot: string, option: NewOption): void {
  writeEfiVariable(sysroot, optionVariable(option), efiGlobalVariable, true);
}

/**
 * Replaces BootOrder.
 *
 * @throws {EfivarError} NO_ROOM, WRITE, READ
 */
export function writeBootOrder(sysroot: string, order: readonly string[]): void {
  const before = readEfiVariable(sysroot, 'BootOrder', efiGlobalVariable);
  const variable = numbersVariable('BootOrder', order, before);
  writeEfiVariable(sysroot, variable, efiGlobalVariable, before === null);
}

/**
 * Lets the firmware boot an option once, at the next boot. None must be waiting.
 *
 * @throws {EfivarError} NO_ROOM; WRITE, also when one is waiting
 */
export function writeBootNext(sysroot: string, number: string): void {
  writeEfiVariable(sysroot, numbersVariable('BootNext', [number], null), efiGlobalVariable, true);
}

/**
 * Takes BootNext away; where none waits it is no failure.
 *
 * @throws {EfivarError} WRITE
 */
export function deleteBootNext(sysroot: string): void {
  deleteEfiVariable(sysroot, 'BootNext', efiGlobalVariable);
}

/**
 * Deletes a boot option; one that is not there is no failure. BootOrder is left as it is.
 *
 * @throws {EfivarError} WRITE
 */
export function deleteBootOption(sysroot: string, number: string): void {
  deleteEfiVariable(sysroot, `Boot${number}`, efiGlobalVariable);
}
