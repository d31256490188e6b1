import { type Dump, type LabelType, usualTableLength } from './dump.ts';

/** A disk that a layout is for. */
export interface TargetDisk {
  /** As the user named it. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Bytes of a logical sector. */
  readonly sectorSize: number;
}

/** Where partitions may lie: from `start`, up to the byte before `end`. */
export interface Room {
  readonly start: number;
  readonly end: number;
}

/** Partitions begin and end at a multiple of 1 MiB, sfdisk's own alignment (libfdisk alignment.c). */
export const grain = 1024 * 1024;

/** The next multiple of the alignment. */
export function aligned(bytes: number): number {
  return Math.ceil(bytes / grain) * grain;
}

/** The first byte that partitions may use. In a GPT, two sectors and the entries come before it. */
export function firstByte(
  { label, tableLength }: Pick<Dump, 'label' | 'tableLength'>,
  sectorSize: number,
): number {
  return label === 'gpt' ? aligned(2 * sectorSize + entriesSize(tableLength, sectorSize)) : grain;
}

/**
 * The room for partitions on a disk. In a GPT, the backup of the entries and a sector are behind it (UEFI 2.10, section 5.3.1);
 * an MBR has 32 bits for a sector.
 */
export function usableRoom(
  label: LabelType,
  tableLength: number,
  { size, sectorSize }: Pick<TargetDisk, 'size' | 'sectorSize'>,
): Room {
  const sectors = Math.floor(size / sectorSize);
  const behind = label === 'gpt' ? sectorSize + entriesSize(tableLength, sectorSize) : 0;
  const last = label === 'dos' ? Math.min(sectors, 2 ** 32 - 1) : sectors;
  const end = Math.floor((last * sectorSize - behind) / grain) * grain;
  return { start: firstByte({ label, tableLength }, sectorSize), end };
}

/** Entries have 128 bytes each, and a whole number of sectors. */
function entriesSize(tableLength: number, sectorSize: number): number {
  return Math.ceil((Math.max(tableLength, usualTableLength) * 128) / sectorSize) * sectorSize;
}
