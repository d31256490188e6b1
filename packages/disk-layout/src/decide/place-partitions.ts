import { readableText } from '@twinroot/lib-lines';
import { sizeText } from '@twinroot/lib-record';
import { placingOrder } from './choose-fitted.ts';
import { type Dump, type DumpPartition, isLogical, isOuter, nameBytes } from './dump.ts';
import { LayoutError } from './layout-error.ts';
import { aligned, firstByte, grain, type TargetDisk, usableRoom } from './usable-room.ts';

/** Where a partition lies on the other disk, in bytes; its size is null where it takes all that is left. */
export interface PlacedPartition {
  readonly partition: DumpPartition;
  readonly start: number;
  readonly size: number | null;
}

/**
 * Places partitions one behind the other, in the order that they have, each at a multiple of 1 MiB and not smaller than it was;
 * one of them gets what is left. The result is in the order of their numbers.
 *
 * @param fitted the partition that gets what is left; null when all keep their sizes
 * @param disk null when nothing is known of the disk: what is left is then for sfdisk to find out, behind all others
 * @throws {LayoutError} TOO_SMALL naming what does not fit; UNKNOWN when the disk must be known
 */
export function placePartitions(
  dump: Dump,
  fitted: DumpPartition | null,
  disk: TargetDisk | null,
): readonly PlacedPartition[] {
  const order = placingOrder(dump);
  if (disk === null) {
    if (fitted !== null && fitted !== order.at(-1))
      throw new LayoutError(
        'UNKNOWN',
        null,
        `partition ${fitted.number} is not the last: the disk must be known`,
      );
    return placed(dump, order, fitted, null, firstByte(dump, dump.sectorSize));
  }
  const room = usableRoom(dump.label, dump.tableLength, disk);
  const least = placed(dump, order, fitted, grain, room.start);
  const beyond = order.find((one) => !isOuter(dump, one) && endIn(least, one) > room.end);
  if (beyond) throw tooSmall(disk, beyond, fitted, endOfAll(least));
  if (fitted === null) return least;
  return placed(dump, order, fitted, grain + room.end - endOfAll(least), room.start);
}

/** One behind the other; the fitted one has the given size. Before each logical one is room for the sector that describes it. */
function placed(
  dump: Dump,
  order: readonly DumpPartition[],
  fitted: DumpPartition | null,
  fittedSize: number | null,
  start: number,
): readonly PlacedPartition[] {
  const sizeOf = (one: DumpPartition) => (one === fitted ? fittedSize : aligned(one.size));
  const logical = order.filter((one) => isLogical(dump, one));
  const result: PlacedPartition[] = [];
  let next = start;
  for (const one of order) {
    const holdsOthers = isOuter(dump, one);
    const begin = isLogical(dump, one) ? next + grain : next;
    const size = holdsOthers ? sum(logical.map((each) => grainAnd(sizeOf(each)))) : sizeOf(one);
    result.push({ partition: one, start: begin, size });
    next = holdsOthers ? begin : begin + (size ?? 0);
  }
  return result.toSorted((a, b) => a.partition.number - b.partition.number);
}

function grainAnd(size: number | null): number | null {
  return size === null ? null : grain + size;
}

function sum(sizes: readonly (number | null)[]): number | null {
  return sizes.reduce((total, size) => (total === null || size === null ? null : total + size), 0);
}

function endIn(all: readonly PlacedPartition[], partition: DumpPartition): number {
  const one = all.find((each) => each.partition === partition);
  return one ? one.start + (one.size ?? 0) : 0;
}

function endOfAll(all: readonly PlacedPartition[]): number {
  return Math.max(...all.map(({ start, size }) => start + (size ?? 0)));
}

function tooSmall(
  disk: TargetDisk,
  beyond: DumpPartition,
  fitted: DumpPartition | null,
  need: number,
): LayoutError {
  const least = fitted === null ? '' : `, and partition ${fitted.number} at least ${sizeText(grain)}`;
  return new LayoutError(
    'TOO_SMALL',
    null,
    `${disk.path} has ${sizeText(disk.size)}, and all partitions need ${sizeText(need)}${least}: ${partitionText(beyond)} of ${sizeText(beyond.size)} does not fit`,
  );
}

/** A partition for people: its number and its name. */
export function partitionText({ number, name }: DumpPartition): string {
  return `partition ${number}${name ? ` '${readableText(nameBytes(name))}'` : ''}`;
}
