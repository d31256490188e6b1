import { type DevicePath, decodeDevicePath } from './device-path.ts';
import { EfivarError } from './efivar-error.ts';
import { type EfiVariable, utf16, viewOf } from './variable.ts';

/** What a `Boot####` variable holds. */
export interface LoadOption {
  /** LOAD_OPTION_ACTIVE and so on. */
  readonly attributes: number;
  readonly description: string;
  /** The device that is booted, and the file on it. */
  readonly path: DevicePath;
  /** Bytes for the loaded image. */
  readonly optionalData: Uint8Array;
}

/** LOAD_OPTION_ACTIVE: the boot manager tries it by itself (UEFI 2.10, 3.1.3). */
export const loadOptionActive = 1;

/** Attributes, and the length of the list of paths. */
const headLength = 6;

/**
 * The load option in a variable: EFI_LOAD_OPTION (UEFI 2.10, 3.1.3).
 *
 * @throws {EfivarError} LOAD_OPTION when it is cut off, its description has no end, or its list of paths is longer than
 * the variable; DEVICE_PATH.
 */
export function decodeLoadOption({ name, value }: EfiVariable): LoadOption {
  if (value.length < headLength) {
    throw new EfivarError('LOAD_OPTION', name, `${value.length} bytes are not a load option`, {
      offset: value.length,
    });
  }
  const view = viewOf(value);
  const pathLength = view.getUint16(4, true);
  const descriptionEnd = endOfText(value, headLength);
  if (descriptionEnd < 0)
    throw new EfivarError('LOAD_OPTION', name, 'the description has no end', { offset: headLength });
  const start = descriptionEnd + 2;
  const end = start + pathLength;
  if (end > value.length) {
    const what = `its device path has ${pathLength} bytes according to its header, but ${value.length - start} are left`;
    throw new EfivarError('LOAD_OPTION', name, what, { offset: start });
  }
  return {
    attributes: view.getUint32(0, true),
    description: utf16(value.subarray(headLength, descriptionEnd)),
    path: decodeDevicePath(name, value.subarray(start, end), start),
    optionalData: value.subarray(end),
  };
}

/**
 * The value of a `Boot####` variable: EFI_LOAD_OPTION (UEFI 2.10, 3.1.3).
 *
 * @param option.path the bytes of its list of device paths
 * @throws {RangeError} when the list is longer than its length can say, or there is a NUL in the description
 */
export function encodeLoadOption(
  option: Pick<LoadOption, 'attributes' | 'description' | 'optionalData'> & { readonly path: Uint8Array },
): Uint8Array {
  const { attributes, description, path, optionalData } = option;
  if (path.length > 0xffff) throw new RangeError(`a device path of ${path.length} bytes`);
  if (description.includes('\0')) throw new RangeError('a NUL in the description of a load option');
  const head = Buffer.alloc(headLength);
  head.writeUInt32LE(attributes, 0);
  head.writeUInt16LE(path.length, 4);
  return Buffer.concat([head, Buffer.from(`${description}\0`, 'utf16le'), path, optionalData]);
}

/** Where the two bytes of the NUL stand; -1 when there is none. */
function endOfText(bytes: Uint8Array, start: number): number {
  for (let at = start; at + 1 < bytes.length; at += 2) if (bytes[at] === 0 && bytes[at + 1] === 0) return at;
  return -1;
}
