const ownName = /^TWIN\d{4,9}\.(TMP|NEW)$/i;

/** Whether a file is ours: half written (`tmp`), or a copy that entries are pointed to for a while (`new`). */
export function isOwnName(name: string): boolean {
  return ownName.test(name);
}

/**
 * Name of a half-written file, or of a directory that is being made. It ends unlike an entry, so no boot menu lists it. In
 * capitals and in the form 8.3 it takes one slot of a FAT directory, where a longer name takes three: a directory that
 * runs out of slots has to grow, and while that is written firmware sees nothing in it.
 * Source: Linux fs/fat/namei_vfat.c (vfat_create_shortname), fs/fat/dir.c (fat_add_entries).
 */
export function temporaryName(number: number): string {
  return `TWIN${String(number).padStart(4, '0')}.TMP`;
}

/** Name of a copy that an entry is pointed to while the file under its own name is replaced; as a temporary name. */
export function bridgeName(number: number): string {
  return `TWIN${String(number).padStart(4, '0')}.NEW`;
}
