import { linuxCrash, listEfiVariables } from '@twinroot/lib-efivar';

/** How many crash dumps the kernel has left in the EFI variables (efi-pstore, `dump-type0-*`), where they take the room of others. */
export function countDumps(sysroot: string): number {
  return listEfiVariables(sysroot, linuxCrash).filter((name) => name.startsWith('dump-type0-')).length;
}
