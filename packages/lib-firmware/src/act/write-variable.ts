import { statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtOnce } from '@twinroot/lib-durable';
import { type EfiVariable, EfivarError, efivars } from '@twinroot/lib-efivar';
import { errorCode, failureText, isMissing } from '@twinroot/lib-failure';

/**
 * Writes a variable to SYSROOT/sys/firmware/efi/efivars/NAME-GUID, by one write(2), of which efivarfs makes one SetVariable(): the
 * firmware has the old value or the new one (Linux fs/efivarfs/file.c, efivarfs_file_write). It is not truncated first, which
 * newer kernels may take for a deletion. The boot menu's variables are never immutable there (fs/efivarfs/vars.c,
 * variable_validate).
 *
 * @param isNew no variable of that name may be there; a name without a byte, which older kernels keep of somebody who was killed
 *   before writing, is none
 * @throws {EfivarError} NO_ROOM when the firmware, or the kernel in its place, has no room for it; WRITE with the system's error,
 *   EEXIST among them
 */
export function writeEfiVariable(sysroot: string, variable: EfiVariable, guid: string, isNew: boolean): void {
  const { name, attributes, value } = variable;
  const path = join(sysroot, efivars, `${name}-${guid}`);
  const head = Buffer.alloc(4);
  head.writeUInt32LE(attributes);
  try {
    if (isNew && statSync(path, { throwIfNoEntry: false })?.size === 0) unlinkIfThere(path);
    writeAtOnce(path, Buffer.concat([head, value]), isNew);
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
