import { join } from 'node:path';
import {
  bootVariableAttributes,
  EfivarError,
  efivars,
  loaderInterface,
  readEfiVariable,
} from '@twinroot/lib-efivar';
import { errorCode } from '@twinroot/lib-failure';
import { writeEfiVariable } from '@twinroot/lib-firmware';
import { runTool } from '@twinroot/lib-tool';

const name = 'LoaderEntryOneShot';

/**
 * Lets the next boot, and no other, be of an entry. systemd-boot deletes the variable when it reads it.
 *
 * What is there by that name efivarfs lets nobody write before its immutable flag is taken away (Linux
 * Documentation/filesystems/efivarfs.rst).
 *
 * @param pattern of names of entries
 * @throws {EfivarError} NO_ROOM, WRITE
 * @throws {ToolError} what chattr(1) said
 */
export async function writeOneShot(sysroot: string, pattern: string): Promise<void> {
  const before = readEfiVariable(sysroot, name, loaderInterface);
  const variable = {
    name,
    attributes: before?.attributes ?? bootVariableAttributes,
    value: Buffer.from(`${pattern}\0`, 'utf16le'),
  };
  if (before !== null && Buffer.from(before.value).equals(variable.value)) return;
  const write = () => writeEfiVariable(sysroot, variable, loaderInterface, before === null);
  try {
    write();
  } catch (error) {
    const isImmutable = before !== null && error instanceof EfivarError && errorCode(error.cause) === 'EPERM';
    if (!isImmutable) throw error;
    await runTool('chattr', ['-i', '--', join(sysroot, efivars, `${name}-${loaderInterface}`)]);
    write();
  }
}
