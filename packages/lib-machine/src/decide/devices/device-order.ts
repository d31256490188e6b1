/** The order in which lsblk(8) lists devices: by the number that makedev(3) of glibc makes of MAJ:MIN. */
export function byNumber(one: string, other: string): number {
  return deviceNumber(one) - deviceNumber(other);
}

/** Both numbers have 32 bits; of a minor one the bits above the eighth are above the twelve of the major one. */
function deviceNumber(majmin: string): number {
  const [major = 0, minor = 0] = majmin.split(':').map(Number);
  const low = (minor & 0xff) + (major & 0xfff) * 2 ** 8;
  return low + Math.floor(minor / 2 ** 8) * 2 ** 20 + Math.floor(major / 2 ** 12) * 2 ** 44;
}
