import {
  decodeLoadOption,
  EfivarError,
  efiGlobalVariable,
  fileOf,
  hardDriveOf,
  listEfiVariables,
  loadOptionActive,
  numberValue,
  readEfiVariable,
} from '@twinroot/lib-efivar';
import { type BootMenu, type BootOption, optionNumber } from '../decide/boot-menu.ts';

/**
 * Reads the boot options of the firmware from efivarfs.
 *
 * @throws {EfivarError} when BootCurrent, BootNext or BootOrder cannot be read or is malformed
 */
export function readBootMenu(sysroot: string): BootMenu {
  const read = (name: string) => readEfiVariable(sysroot, name, efiGlobalVariable);
  const numberOf = (name: string) => {
    const variable = read(name);
    return variable && optionNumber(numberValue(variable));
  };
  const order = read('BootOrder');
  const taken = listEfiVariables(sysroot, efiGlobalVariable).flatMap(
    (name) => /^Boot([0-9A-F]{4})$/.exec(name)?.[1] ?? [],
  );
  return {
    options: taken.flatMap((number) => bootOption(sysroot, number)),
    taken,
    order: order === null ? [] : numbersIn(order.value),
    current: numberOf('BootCurrent'),
    next: numberOf('BootNext'),
  };
}

/** One that cannot be read or does not decode is some other system's, and none of ours. */
function bootOption(sysroot: string, number: string): readonly BootOption[] {
  const name = `Boot${number}`;
  try {
    const variable = readEfiVariable(sysroot, name, efiGlobalVariable);
    if (variable === null) return [];
    const { attributes, description: label, path, optionalData } = decodeLoadOption(variable);
    const partuuid = hardDriveOf(name, path)?.partuuid ?? null;
    const isActive = (attributes & loadOptionActive) !== 0;
    return [{ number, label, partuuid, file: fileOf(path), isActive, optionalData }];
  } catch (error) {
    if (error instanceof EfivarError) return [];
    throw error;
  }
}

/** BootOrder: 16-bit numbers (UEFI 2.10, section 3.3). */
function numbersIn(value: Uint8Array): readonly string[] {
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  return Array.from({ length: Math.floor(value.length / 2) }, (_, index) =>
    optionNumber(view.getUint16(index * 2, true)),
  );
}
