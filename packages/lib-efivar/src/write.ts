import { closeSync, constants, fstatSync, ftruncateSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, failureText, isMissing } from '@twinroot/lib-failure';
import { EfivarError } from './efivar-error.ts';
import { efivars } from './read.ts';
import type { EfiVariable } from './variable.ts';

/** Non-volatile, for boot services and at run time: what the variables of the boot menu are (UEFI 2.10, table 3.1). */
export const bootVariableAttributes = 7;

/**
 * Writes a variable to SYSROOT/sys/firmware/efi/efivars/NAME-GUID, by one write(2), of which efivarfs makes one SetVariable(): the
 * firmware has the old value or the new one (Linux fs/efivarfs/file.c, efivarfs_file_write). It is not truncated first, which
 * newer kernels may take for a deletion. The boot menu's variables are never immutable there (fs/efivarfs/vars.c,
 * variable_validate).
 *
 * @param isNew nothing of that name may be there
 * @throws {EfivarError} NO_ROOM when the firmware, or the kernel in its place, has no room for it; WRITE with the system's error,
 *   EEXIST among them
 */
export function writeEfiVariable(sysroot: string, variable: EfiVariable, guid: string, isNew: boolean): void {
  const { name, attributes, value } = variable;
  const path = join(sysroot, efivars, `${name}-${guid}`);
  const head = Buffer.alloc(4);
  head.writeUInt32LE(attributes);
  const bytes = Buffer.concat([head, value]);
  try {
    const file = openSync(
      path,
      constants.O_WRONLY | constants.O_CREAT | (isNew ? constants.O_EXCL : 0),
      0o644,
    );
    try {
      writeSync(file, bytes);
      // Of plain files, as a captured machine has them; efivarfs has the new size by then.
      if (fstatSync(file).size > bytes.length) ftruncateSync(file, bytes.length);
    } catch (error) {
      // A name without a variable, which older kernels keep until the next boot.
      if (isNew) unlinkIfThere(path);
      throw error;
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw writeError(name, 'written', cause);
  }
}

/**
 * Deletes a variable; one that is not there is no failure.
 *
 * @throws {EfivarError} WRITE with the system's error
 */
export function deleteEfiVariable(sysroot: string, name: string, guid: string): void {
  try {
    unlinkIfThere(join(sysroot, efivars, `${name}-${guid}`));
  } catch (cause) {
    throw writeError(name, 'deleted', cause);
  }
}

function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function writeError(name: string, what: string, cause: unknown): EfivarError {
  const code = errorCode(cause) === 'ENOSPC' ? 'NO_ROOM' : 'WRITE';
  const remedy = ['EACCES', 'EPERM'].includes(errorCode(cause) ?? '') ? ': run as root' : '';
  return new EfivarError(code, name, `cannot be ${what}: ${failureText(cause)}${remedy}`, { cause });
}
