/** The partition tables that can be written for another disk. */
export type LabelType = 'gpt' | 'dos';

/** One partition of a dump. Positions are bytes; texts are as they stand in the dump. */
export interface DumpPartition {
  /** Where it stands in the dump, from 1. */
  readonly line: number;
  readonly number: number;
  readonly start: number;
  readonly size: number;
  /** A GUID, or in an MBR one or two hexadecimal digits. */
  readonly type: string;
  /** Between its quotes: bytes that are not printable are `\xNN`. null where it has none. */
  readonly name: string | null;
  readonly attrs: string | null;
  readonly bootable: boolean;
}

/** What `sfdisk --dump` says of a disk, without its ids. */
export interface Dump {
  readonly label: LabelType;
  /** Bytes. */
  readonly sectorSize: number;
  /** Device node of the disk; null where the dump has none. */
  readonly device: string | null;
  /** How many partitions a GPT has room for. */
  readonly tableLength: number;
  /** At least one, in the order of the dump. */
  readonly partitions: readonly DumpPartition[];
}

/** How many partitions a GPT has room for unless a header says otherwise (libfdisk gpt.c, FDISK_GPT_NPARTITIONS_DEFAULT). */
export const usualTableLength = 128;

/** Whether it is an extended partition of an MBR: DOS's, that with LBA, Linux's (libfdisk fdiskP.h, IS_EXTENDED). */
export function isExtended({ label }: Dump, { number, type }: DumpPartition): boolean {
  return label === 'dos' && number <= 4 && [0x05, 0x0f, 0x85].includes(Number.parseInt(type, 16));
}

/** Whether it is a logical partition: in an MBR, these are numbered from 5. */
export function isLogical({ label }: Dump, { number }: DumpPartition): boolean {
  return label === 'dos' && number > 4;
}

/** Whether it is an extended partition that has logical ones in it: it is as large as they need. */
export function isOuter(dump: Dump, partition: DumpPartition): boolean {
  return isExtended(dump, partition) && dump.partitions.some((one) => isLogical(dump, one));
}

/** The name of a partition as bytes, one character each: libfdisk writes some of them as `\xNN` (lib/mangle.c, unhexmangle_string). */
export function nameBytes(name: string): string {
  return name.replace(/\\x([0-9a-fA-F]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}
