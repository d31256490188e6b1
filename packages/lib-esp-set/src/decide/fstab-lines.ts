import type { FstabEntry } from '@twinroot/lib-fstab';

/** Where an ESP or XBOOTLDR partition is mounted on machines with one disk (bootctl(1), "--esp-path=" and "--boot-path="). */
export const usualPlaces: readonly string[] = ['/efi', '/boot/efi', '/boot'];

/** File system types in fstab that can be FAT. */
const fatTypes: readonly string[] = ['vfat', 'msdos', 'auto', ''];

/** The lines of fstab at such mount points whose file system can be FAT. */
export function linesAt(
  fstab: readonly FstabEntry[],
  isWanted: (path: string) => boolean,
): readonly FstabEntry[] {
  return fstab.filter(({ mountpoint, fstype }) => isWanted(mountpoint) && fatTypes.includes(fstype));
}
