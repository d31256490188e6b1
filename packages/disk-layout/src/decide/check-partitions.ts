import { type Dump, type DumpPartition, isExtended, isLogical } from './dump.ts';
import { damaged } from './layout-error.ts';

/** The end of a partition: the first byte behind it. */
function endOf({ start, size }: DumpPartition): number {
  return start + size;
}

/**
 * Whether partitions can be those of a disk: each number once, none reaching into another or out of the disk, logical ones
 * in the extended one.
 *
 * @throws {LayoutError} DAMAGED with the line of the first that cannot
 */
export function checkPartitions(dump: Dump, lastLba: number | null): void {
  const { partitions, tableLength, sectorSize, label } = dump;
  const extended = partitions.filter((one) => isExtended(dump, one));
  const [outer, second] = extended;
  if (second) throw damaged(second.line, 'there are two extended partitions');
  const end = lastLba === null ? Number.POSITIVE_INFINITY : (lastLba + 1) * sectorSize;
  const numbers = new Set<number>();
  for (const one of partitions) {
    const { line, number } = one;
    if (numbers.has(number)) throw damaged(line, `partition ${number} is there twice`);
    numbers.add(number);
    if (label === 'gpt' && number > tableLength)
      throw damaged(line, `partition ${number} is beyond the table, which has room for ${tableLength}`);
    if (endOf(one) > end) throw damaged(line, `partition ${number} ends behind last-lba`);
    if (isLogical(dump, one) && !(outer && isInside(one, outer)))
      throw damaged(line, `partition ${number} is not in an extended partition`);
  }
  checkApart(partitions.filter((one) => !isLogical(dump, one)));
  checkApart(partitions.filter((one) => isLogical(dump, one)));
}

function isInside(one: DumpPartition, outer: DumpPartition): boolean {
  return one.start > outer.start && endOf(one) <= endOf(outer);
}

function checkApart(partitions: readonly DumpPartition[]): void {
  const sorted = partitions.toSorted((one, other) => one.start - other.start);
  for (const [index, one] of sorted.entries()) {
    const before = sorted[index - 1];
    if (before && endOf(before) > one.start)
      throw damaged(one.line, `partition ${one.number} begins in partition ${before.number}`);
  }
}
