import { closeSync, constants, fstatSync, ftruncateSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { isMissing } from '@twinroot/lib-failure';

/**
 * Writes a file in place, by one write(2): for file systems that make one change of it, as efivarfs does, whose files are
 * variables of the firmware. It is not truncated first.
 *
 * @param isNew nothing of that name may be there; what could not be written is not left there
 * @throws {NodeJS.ErrnoException} EEXIST, EACCES, EROFS, ENOSPC
 */
export function writeAtOnce(path: string, bytes: Uint8Array, isNew: boolean): void {
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT | (isNew ? constants.O_EXCL : 0), 0o644);
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
}

function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
