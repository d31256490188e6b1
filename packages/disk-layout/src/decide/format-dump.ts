import { type Dump, usualTableLength } from './dump.ts';
import type { PlacedPartition } from './place-partitions.ts';
import { grain } from './usable-room.ts';

/** Ids for a disk and its partitions. */
export interface NewIds {
  /** A GUID; `0x` and eight digits for an MBR. */
  readonly label: string;
  /** GUIDs, by the numbers of partitions; of those of an MBR, none. */
  readonly partitions: ReadonlyMap<number, string>;
}

/**
 * A layout as sfdisk reads it (sfdisk(8), INPUT FORMATS). Without ids, sfdisk makes new ones. For a disk that is known, positions
 * are its sectors; otherwise they are MiB, which sfdisk divides by the sectors of the disk that it writes, and the alignment
 * says that those are exact (libfdisk gpt.c, gpt_add_partition, rounds them to it).
 *
 * Neither first-lba nor last-lba is written: they are the old disk's.
 *
 * @param sectorSize bytes; null for a disk that is not known
 * @returns bytes, one character each
 */
export function formatDump(
  { label, tableLength }: Dump,
  partitions: readonly PlacedPartition[],
  sectorSize: number | null,
  ids: NewIds | null,
): string {
  const position = (bytes: number) => (sectorSize === null ? `${bytes / grain}MiB` : `${bytes / sectorSize}`);
  const headers = [
    `label: ${label}`,
    ids ? `label-id: ${ids.label}` : [],
    'unit: sectors',
    label === 'gpt' && tableLength !== usualTableLength ? `table-length: ${tableLength}` : [],
    sectorSize === null ? `grain: ${grain}` : `sector-size: ${sectorSize}`,
  ].flat();
  const lines = partitions.map(({ partition: { number, type, name, attrs, bootable }, start, size }) => {
    const uuid = ids?.partitions.get(number);
    const fields = [
      `start=${position(start)}`,
      size === null ? [] : `size=${position(size)}`,
      `type=${type}`,
      uuid === undefined ? [] : `uuid=${uuid}`,
      name === null ? [] : `name="${name}"`,
      attrs === null ? [] : `attrs="${attrs}"`,
      bootable ? 'bootable' : [],
    ];
    return `${number} : ${fields.flat().join(', ')}`;
  });
  return `${[...headers, '', ...lines].join('\n')}\n`;
}
