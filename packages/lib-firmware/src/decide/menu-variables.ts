import {
  bootVariableAttributes,
  type EfiVariable,
  encodeFilePath,
  encodeLoadOption,
  loadOptionActive,
} from '@twinroot/lib-efivar';
import type { PartitionPlace } from '@twinroot/lib-machine';
import type { Loader } from './booted-loader.ts';

/** An option that is to be made. */
export interface NewOption {
  /** A number that is free. */
  readonly number: string;
  readonly label: string;
  /** Of a GPT partition. */
  readonly partuuid: string;
  readonly place: PartitionPlace;
  readonly loader: Loader;
}

/** The `Boot####` variable of an option. */
export function optionVariable({ number, label, partuuid, place, loader }: NewOption): EfiVariable {
  const { file, optionalData } = loader;
  const path = encodeFilePath({ ...place, partuuid }, file);
  return {
    name: `Boot${number}`,
    attributes: bootVariableAttributes,
    value: encodeLoadOption({ attributes: loadOptionActive, description: label, path, optionalData }),
  };
}

/**
 * BootOrder or BootNext with these numbers, 16 bits each (UEFI 2.10, section 3.3).
 *
 * @param before the variable as it is: firmware refuses other attributes
 */
export function numbersVariable(
  name: 'BootOrder' | 'BootNext',
  numbers: readonly string[],
  before: EfiVariable | null,
): EfiVariable {
  const value = Buffer.alloc(numbers.length * 2);
  for (const [index, number] of numbers.entries())
    value.writeUInt16LE(Number.parseInt(number, 16), index * 2);
  return { name, attributes: before?.attributes ?? bootVariableAttributes, value };
}
