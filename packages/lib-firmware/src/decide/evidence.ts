import { isGptPartuuid, type Partuuid, parsePartuuid } from '@twinroot/lib-blockdev';
import {
  decodeLoadOption,
  type EfiVariable,
  EfivarError,
  hardDriveOf,
  numberValue,
  textValue,
} from '@twinroot/lib-efivar';

/** The variables that can say what was booted, in the order in which they are believed. */
export type Evidence = 'LoaderDevicePartUUID' | 'StubDevicePartUUID' | 'BootCurrent';

/** What one of them says. */
export type Reading =
  | { readonly kind: 'partuuid'; readonly partuuid: Partuuid }
  /** There is nothing to read. */
  | { readonly kind: 'absent' }
  /** It is there, and names no partition: a network boot, an entry that was deleted. */
  | { readonly kind: 'none'; readonly why: string }
  /** It is not what its specification has. */
  | { readonly kind: 'malformed'; readonly why: string };

/** Turns an EfivarError that `read` throws into a reading: a variable that is broken must not hide the next one. */
export function readingOf(read: () => Reading): Reading {
  try {
    return read();
  } catch (error) {
    if (error instanceof EfivarError) return { kind: 'malformed', why: error.message };
    throw error;
  }
}

/** What LoaderDevicePartUUID or StubDevicePartUUID says: a GUID as text, in upper case as a rule. */
export function readLoaderPartuuid(variable: EfiVariable | null): Reading {
  if (!variable) return { kind: 'absent' };
  const text = textValue(variable);
  const partuuid = parsePartuuid(text);
  if (partuuid && isGptPartuuid(partuuid) && /[^0-]/.test(partuuid)) return { kind: 'partuuid', partuuid };
  return {
    kind: 'malformed',
    why: `EFI variable ${variable.name}: ${JSON.stringify(text)} is not a PARTUUID`,
  };
}

/** Name of the variable with the load option that BootCurrent names (UEFI 2.10, 3.3: four digits, upper case). */
export function bootOptionName(bootCurrent: EfiVariable): string {
  return `Boot${numberValue(bootCurrent).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** What the load option that BootCurrent names says. */
export function readBootOption(name: string, variable: EfiVariable | null): Reading {
  if (!variable) return { kind: 'none', why: `BootCurrent names ${name}, which does not exist` };
  const { path, description } = decodeLoadOption(variable);
  const drive = hardDriveOf(name, path);
  const entry = `${name} (${JSON.stringify(description)})`;
  if (!drive)
    return { kind: 'none', why: `BootCurrent names ${entry}, which does not start from a partition` };
  const partuuid = drive.partuuid === null ? null : parsePartuuid(drive.partuuid);
  if (partuuid) return { kind: 'partuuid', partuuid };
  return { kind: 'none', why: `BootCurrent names ${entry}, whose partition has no PARTUUID` };
}
