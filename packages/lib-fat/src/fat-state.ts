/** What a FAT volume says of how it was left. */
export interface FatState {
  /** It was mounted for writing and never unmounted: what was written last may be half there. */
  readonly isDirty: boolean;
}

/**
 * Reads the state in the first sector of a FAT volume: byte 37 of FAT12 and FAT16, byte 65 of FAT32, bit 0.
 *
 * Linux sets it while the volume is mounted for writing, and leaves it set for ever when it was set before.
 * Source: Linux fs/fat/inode.c (fat_set_state), include/uapi/linux/msdos_fs.h (struct fat_boot_sector, FAT_STATE_DIRTY).
 *
 * @param sector the first 512 bytes; null is given for what is no FAT volume
 */
export function fatStateOf(sector: Uint8Array): FatState | null {
  if (sector.length < 512 || sector[510] !== 0x55 || sector[511] !== 0xaa) return null;
  const sectorsPerFat16 = (sector[22] ?? 0) + (sector[23] ?? 0) * 256;
  const state = sector[sectorsPerFat16 === 0 ? 65 : 37] ?? 0;
  return { isDirty: (state & 1) !== 0 };
}
