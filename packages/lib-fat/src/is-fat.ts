/**
 * Whether a device or a mount has a FAT file system. blkid(8) and lsblk(8) call each sort of it `vfat`; a mount without long
 * names is `msdos`.
 */
export function isFat({ fstype }: { readonly fstype: string | null }): boolean {
  return fstype === 'vfat' || fstype === 'msdos';
}
