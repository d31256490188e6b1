import {
  type BootMenu,
  type BootOption,
  leavingOptions,
  parseDeeds,
  readBootMenu,
  readState,
  whyNoWrites,
} from '@twinroot/lib-firmware';
import type { EspMember } from '@twinroot/lib-record';

/** Boot options that leave with members, and the menu that they are in. */
export interface FoundOptions {
  readonly menu: BootMenu;
  readonly options: readonly BootOption[];
}

/**
 * The boot options of members that leave; null where the variables cannot be written: then they stay.
 *
 * @param leaving PARTUUIDs
 * @param left those that stay
 * @throws {EfivarError} when BootCurrent, BootNext or BootOrder cannot be read or is malformed
 */
export function findOptions(
  sysroot: string,
  leaving: readonly string[],
  left: readonly EspMember[],
): FoundOptions | null {
  if (whyNoWrites(sysroot) !== null) return null;
  const menu = readBootMenu(sysroot);
  const { deeds } = parseDeeds(readState(sysroot, 'boot-options'));
  const ids = left.map(({ partuuid }) => partuuid);
  return { menu, options: leavingOptions(menu, leaving, ids, deeds) };
}
