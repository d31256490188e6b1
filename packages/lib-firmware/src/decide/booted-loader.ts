import type { BootMenu } from './boot-menu.ts';

/** What firmware starts, and what it is given. */
export interface Loader {
  /** As firmware names it: `\EFI\systemd\systemd-bootx64.efi`. */
  readonly file: string;
  readonly optionalData: Uint8Array;
}

/**
 * By this firmware knows options that it has made itself, and may take away: EDK2's GUID (MdeModulePkg/Library/
 * UefiBootManagerLib/BmBoot.c, mBmAutoCreateBootOptionGuid), and `\0\0BO` of AMI's, which efibootmgr(8) shows as `..BO`.
 */
const marksOfFirmware = ['4eac0881119f594d850ee21a522c59b2', '0000424f'];

/**
 * The loader by which the machine was booted: the file of the option that BootCurrent names. Null when that is not there, names no
 * file, which is the removable path, or is on none of these partitions: what another disk's menu has started says nothing of them.
 *
 * @param partuuids of the members, in lower case
 */
export function bootedLoader(
  { options, current }: Pick<BootMenu, 'options' | 'current'>,
  partuuids: readonly string[],
): Loader | null {
  const booted = options.find(({ number }) => number === current);
  if (!booted?.file || booted.partuuid === null || !partuuids.includes(booted.partuuid)) return null;
  const { file, optionalData } = booted;
  const isMark = marksOfFirmware.includes(Buffer.from(optionalData).toString('hex'));
  return { file, optionalData: isMark ? new Uint8Array() : optionalData };
}
