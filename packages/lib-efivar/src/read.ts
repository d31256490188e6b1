import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { failureText, isMissing } from '@twinroot/lib-failure';
import { EfivarError } from './efivar-error.ts';
import { decodeVariable, type EfiVariable } from './variable.ts';

/** Why a machine has no EFI variables to read. */
export type NoEfivars = 'bios' | 'container' | 'not-mounted' | 'no-sysfs';

/** Where efivarfs is mounted, below the root directory. */
export const efivars = 'sys/firmware/efi/efivars';

/** Larger than any variable: firmware stores hold less than this altogether, as a rule. */
const roomBytes = 64 * 1024;

/**
 * Reads SYSROOT/sys/firmware/efi/efivars/NAME-GUID; null when there is no such variable. A file without a byte is none: somebody
 * made its name and has not written it, or was killed before (Linux fs/efivarfs/file.c, efivarfs_file_read: "uncommitted").
 *
 * One read from the start: each read of efivarfs asks the firmware for the whole variable, so that the usual second one
 * for the end of the file would take as long as the first.
 *
 * @throws {EfivarError} READ when the file is there and cannot be read, SHORT when it holds no variable.
 */
export function readEfiVariable(sysroot: string, name: string, guid: string): EfiVariable | null {
  const path = join(sysroot, efivars, `${name}-${guid}`);
  const bytes = readStart(path, name);
  return bytes === null || bytes.length === 0 ? null : decodeVariable(name, bytes);
}

/** The names of the variables of a vendor below `sysroot`, in order; none where there are no variables. */
export function listEfiVariables(sysroot: string, guid: string): readonly string[] {
  const directory = join(sysroot, efivars);
  if (!existsSync(directory)) return [];
  const end = `-${guid}`;
  return readdirSync(directory)
    .filter((name) => name.endsWith(end))
    .map((name) => name.slice(0, -end.length))
    .toSorted();
}

/** Why there are no variables below `sysroot`; null when there are some. */
export function whyNoEfivars(sysroot: string): NoEfivars | null {
  const isThere = (path: string) => existsSync(join(sysroot, path));
  if (isThere(efivars) && readdirSync(join(sysroot, efivars)).length > 0) return null;
  if (isThere('sys/firmware/efi')) return 'not-mounted';
  // What container managers leave for their guests (systemd's CONTAINER_INTERFACE.md; Podman's and Docker's own marks).
  const marks = ['run/host/container-manager', 'run/systemd/container', 'run/.containerenv', '.dockerenv'];
  if (marks.some(isThere)) return 'container';
  return isThere('sys/kernel') || isThere('sys/dev') ? 'bios' : 'no-sysfs';
}

function readStart(path: string, name: string): Uint8Array | null {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const room = Buffer.allocUnsafe(roomBytes);
    return room.subarray(0, readSync(file, room, 0, roomBytes, null));
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw new EfivarError('READ', name, `cannot be read: ${failureText(cause)}`, { cause });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
