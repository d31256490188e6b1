import { EfivarError } from './efivar-error.ts';

/** An EFI variable. */
export interface EfiVariable {
  /** Without its vendor GUID. */
  readonly name: string;
  /** EFI_VARIABLE_NON_VOLATILE and so on. */
  readonly attributes: number;
  readonly value: Uint8Array;
}

/** Non-volatile, for boot services and at run time: what the variables of the boot menu are (UEFI 2.10, table 3.1). */
export const bootVariableAttributes = 7;

/**
 * The variable in the bytes of an efivarfs file: 4 bytes of attributes, last byte first, then the value
 * (Documentation/filesystems/efivarfs.rst).
 *
 * @throws {EfivarError} SHORT when there are not even the attributes.
 */
export function decodeVariable(name: string, file: Uint8Array): EfiVariable {
  if (file.length < 4)
    throw new EfivarError('SHORT', name, `${file.length} bytes are too few even for the attributes`);
  return { name, attributes: viewOf(file).getUint32(0, true), value: file.subarray(4) };
}

/**
 * The text of a variable in UTF-16, up to the first NUL, or to the end when there is none.
 *
 * @throws {EfivarError} UTF16 when the number of bytes is odd.
 */
export function textValue({ name, value }: EfiVariable): string {
  if (value.length % 2 !== 0) {
    throw new EfivarError('UTF16', name, `${value.length} bytes are not UTF-16: the number is odd`, {
      offset: value.length - 1,
    });
  }
  const text = utf16(value);
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

/**
 * The number of a variable that holds a 16-bit one.
 *
 * @throws {EfivarError} SHORT when it has not exactly two bytes.
 */
export function numberValue({ name, value }: EfiVariable): number {
  if (value.length !== 2)
    throw new EfivarError('SHORT', name, `${value.length} bytes instead of a 16-bit number`);
  return viewOf(value).getUint16(0, true);
}

/** UTF-16 with the low byte first; half a surrogate pair stays what it is. */
export function utf16(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf16le');
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
