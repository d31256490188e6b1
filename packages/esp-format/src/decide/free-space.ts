import { aligned, grain } from './mebibyte.ts';
import type { Row, Table } from './partition-table.ts';

/** The room of a partition table, and what of it is taken. */
export interface Space extends Pick<Table, 'start' | 'end'> {
  readonly rows: readonly Pick<Row, 'start' | 'size'>[];
}

/** A free part of a disk, in bytes: from `start`, up to the byte before `end`. */
export interface Gap {
  readonly start: number;
  readonly end: number;
}

/** The free parts of a disk between its partitions, in their order, that begin and end at a multiple of 1 MiB. */
export function gapsIn({ start, end, rows }: Space): readonly Gap[] {
  const gaps: Gap[] = [];
  let from = start;
  for (const row of [...rows].sort((one, other) => one.start - other.start)) {
    gaps.push(within(from, row.start));
    from = Math.max(from, row.start + row.size);
  }
  gaps.push(within(from, end));
  return gaps.filter((gap) => gap.end > gap.start);
}

function within(from: number, to: number): Gap {
  return { start: aligned(from), end: Math.floor(to / grain) * grain };
}

/** Where a partition of this size goes: at the beginning of the first free part that has room for it; null for none. */
export function placeFor(table: Space, size: number): Gap | null {
  const gap = gapsIn(table).find(({ start, end }) => end - start >= size);
  return gap ? { start: gap.start, end: gap.start + size } : null;
}
