// Names in directory entries of 32 bytes. Source: Microsoft's FAT32 File System Specification 1.03.

/** The thirteen characters of a slot of a long name, fewer in the last one. */
export function longPart(entry: Buffer): string {
  const text = [entry.subarray(1, 11), entry.subarray(14, 26), entry.subarray(28, 32)]
    .map((part) => part.toString('utf16le'))
    .join('');
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

/** What the slots of a long name repeat, so that they are known to belong to this entry. */
export function checksumOf(entry: Buffer): number {
  let sum = 0;
  for (const byte of entry.subarray(0, 11)) sum = (((sum & 1) << 7) + (sum >> 1) + byte) & 0xff;
  return sum;
}

/** The 8.3 name of an entry. */
export function shortName(entry: Buffer): string {
  const base = entry.toString('latin1', 0, 8).trimEnd();
  const extension = entry.toString('latin1', 8, 11).trimEnd();
  return extension === '' ? base : `${base}.${extension}`;
}
