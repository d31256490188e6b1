/**
 * `8:1` for a device number as stat(2) gives it, as mountinfo and lsblk write it.
 *
 * Source: Linux include/linux/kdev_t.h (new_encode_dev); glibc sysdeps/unix/sysv/linux/makedev.h for more than 12 bits of major.
 */
export function majminOf(device: number | bigint): string {
  const dev = BigInt(device);
  const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & 0xfffff000n);
  const minor = (dev & 0xffn) | ((dev >> 12n) & 0xffffff00n);
  return `${major}:${minor}`;
}
