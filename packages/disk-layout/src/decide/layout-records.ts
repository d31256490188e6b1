import { readableText } from '@twinroot/lib-lines';
import type { LayoutRecord } from '../layout-table.ts';
import { type LabelType, nameBytes } from './dump.ts';
import type { PlacedPartition } from './place-partitions.ts';

/** A layout as records, with types as lsblk writes them. */
export function layoutRecords(
  label: LabelType,
  partitions: readonly PlacedPartition[],
): readonly LayoutRecord[] {
  return partitions.map(({ partition: { number, name, type, size: oldSize }, start, size }) => ({
    number,
    partlabel: name === null ? null : readableText(nameBytes(name)),
    parttype: label === 'dos' ? `0x${type.toLowerCase()}` : type.toLowerCase(),
    start,
    size,
    old_size: oldSize,
  }));
}
