/** Types of MBR partitions that firmware starts from. */
const names: Readonly<Record<string, string>> = {
  // UEFI 2.10, section 5.2.1
  '0xef': 'an ESP of an MBR',
  // FAT32 with LBA: where a Raspberry Pi starts
  '0xc': 'a FAT partition of an MBR',
};

/**
 * What a partition type of an MBR means to firmware, as the end of a sentence; null for another type, and for one of GPT.
 *
 * @param parttype as lsblk writes it, `0xef`
 */
export function mbrBootType(parttype: string | null): string | null {
  const name = names[parttype ?? ''];
  return name === undefined ? null : `${name} (type ${parttype}): members must be on GPT`;
}
