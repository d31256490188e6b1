/** File systems whose times are in nanoseconds: s_time_gran of each is 1, or as fine as its inodes have room for. */
const fineTypes: ReadonlySet<string> = new Set([
  ...['bcachefs', 'btrfs', 'ext2', 'ext3', 'ext4', 'f2fs', 'tmpfs', 'xfs', 'zfs'],
]);

/** Where a copy is made. */
export interface TimedPlace {
  /** Type of the file system, as mountinfo has it. */
  readonly fstype: string;
  /** Times of a directory that is on it, in nanoseconds since the epoch. */
  readonly times: readonly bigint[];
}

/**
 * The options by which rsync sees that a file has changed twice within one second, as files do that are watched: by itself it
 * takes a file of the same size and the same whole second for the same (rsync(1), --modify-window; util1.c, same_time()).
 *
 * None where the times of the copy would lose their nanoseconds, since each run would copy everything again: ext4 has them
 * only with inodes of 256 bytes (Linux, fs/ext4/ext4.h, EXT4_FITS_IN_INODE), which a time with a fraction proves.
 */
export function timeOptions({ fstype, times }: TimedPlace): readonly string[] {
  const isFine = fineTypes.has(fstype) && times.some((time) => time % 1_000_000_000n !== 0n);
  return isFine ? ['--modify-window=-1'] : [];
}
