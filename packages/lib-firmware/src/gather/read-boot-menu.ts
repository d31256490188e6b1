import {
  decodeLoadOption,
  EfivarError,
  efiGlobalVariable,
  fileOf,
  hardDriveOf,
  listEfiVariables,
  numberValue,
  readEfiVariable,
} from '@twinroot/lib-efivar';
import type { BootMenu, BootOption } from '../decide/boot-menu.ts';

/**
 * Reads the boot options of the firmware from efivarfs.
 *
 * @throws {EfivarError} when BootCurrent or BootOrder is malformed
 */
export function readBootMenu(sysroot: string): BootMenu {
  const read = (name: string) => readEfiVariable(sysroot, name, efiGlobalVariable);
  const [current, order] = [read('BootCurrent'), read('BootOrder')];
  return {
    options: listEfiVariables(sysroot, efiGlobalVariable).flatMap((name) => bootOption(sysroot, name)),
    order: order === null ? [] : numbersIn(order.value),
    current: current && hexadecimal(numberValue(current)),
  };
}

/** One that does not decode, or names no partition, is some other system's, and none of ours. */
function bootOption(sysroot: string, name: string): readonly BootOption[] {
  const number = /^Boot([0-9A-F]{4})$/.exec(name)?.[1];
  const variable = number === undefined ? null : readEfiVariable(sysroot, name, efiGlobalVariable);
  if (number === undefined || variable === null) return [];
  try {
    const { path } = decodeLoadOption(variable);
    const partuuid = hardDriveOf(name, path)?.partuuid ?? null;
    return partuuid === null ? [] : [{ number, partuuid, file: fileOf(path) }];
  } catch (error) {
    if (error instanceof EfivarError) return [];
    throw error;
  }
}

/** BootOrder: 16-bit numbers (UEFI 2.10, section 3.3). */
function numbersIn(value: Uint8Array): readonly string[] {
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  return Array.from({ length: Math.floor(value.length / 2) }, (_, index) =>
    hexadecimal(view.getUint16(index * 2, true)),
  );
}

function hexadecimal(number: number): string {
  return number.toString(16).toUpperCase().padStart(4, '0');
}
