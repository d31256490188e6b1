/** Bytes in the largest file that FAT32 can hold. Source: Microsoft FAT specification (fatgen103), DIR_FileSize. */
export const largestFile = 2 ** 32 - 1;

/** UTF-16 units in the longest name. Source: Microsoft FAT specification (fatgen103), "FAT Long Directory Entries". */
export const longestName = 255;

/** What statfs(2) gives as the type of a FAT file system: MSDOS_SUPER_MAGIC of include/uapi/linux/magic.h. */
export const fatMagic = 0x4d44;

/** Bytes that a file or directory takes on a file system with clusters of `cluster` bytes. */
export function roundedToClusters(bytes: number, cluster: number): number {
  return Math.ceil(bytes / cluster) * cluster;
}
