import { type Refusal, refused } from '@twinroot/lib-failure';
import { leastFat32 } from './fat32.ts';
import { placeFor } from './free-space.ts';
import { aligned, mebibytes } from './mebibyte.ts';
import type { Row, Table } from './partition-table.ts';
import { typeOf } from './sfdisk-script.ts';

/** What is wanted on a disk: one of the booted partitions again. */
export interface Wanted {
  readonly kind: 'esp' | 'xbootldr';
  /** Bytes: the size of the booted one, or what was asked for. */
  readonly size: number;
  /** Whether somebody asked for that size. */
  readonly isAsked: boolean;
  /** Names of partition and volume. */
  readonly name: string | null;
  readonly label: string | null;
}

/** What is in a partition: nothing, a FAT32 volume without a file, or something else. */
export type Content =
  | { readonly kind: 'blank' }
  | { readonly kind: 'empty-fat32' }
  | { readonly kind: 'used'; readonly what: string };

/** One partition of a plan. */
export interface Part {
  readonly kind: 'esp' | 'xbootldr';
  /** `make`: it is added, and formatted. `format`: it is there. `keep`: it is there, and formatted. */
  readonly action: 'make' | 'format' | 'keep';
  /** Bytes. */
  readonly start: number;
  readonly size: number;
  readonly uuid: string;
  /** null for one that is added: sfdisk chooses. */
  readonly number: number | null;
  readonly name: string | null;
  readonly label: string | null;
  /** What is lost by it; null for nothing. */
  readonly loses: string | null;
}

/** What is to be done with a disk, or why nothing is. */
export type DiskPlan = { readonly kind: 'plan'; readonly parts: readonly Part[] } | Refusal;

/**
 * Which partitions of a disk are used, and which are added: one of the right type, large enough and with nothing in it, is used, so that a
 * run that was cut short is finished by the next one.
 *
 * @param contents of the rows, by PARTUUID; what is missing is `used`
 * @param ids random ones for new partitions, as many as are wanted
 */
export function planDisk(
  wanted: readonly Wanted[],
  table: Pick<Table, 'start' | 'end' | 'rows'>,
  sectorSize: number,
  contents: ReadonlyMap<string, Content>,
  ids: readonly string[],
): DiskPlan {
  const parts: Part[] = [];
  const taken: Pick<Row, 'start' | 'size'>[] = [...table.rows];
  for (const [index, one] of wanted.entries()) {
    const size = sizeOn(one, sectorSize);
    if (size === null) return refused(tooSmallFor(one.size, sectorSize));
    const row = table.rows.find(
      (each) => each.type === typeOf[one.kind] && each.size >= size && isFree(contents.get(each.uuid)),
    );
    if (row) {
      const { start, uuid, number, name } = row;
      const action = contents.get(uuid)?.kind === 'blank' ? 'format' : 'keep';
      parts.push({
        kind: one.kind,
        action,
        start,
        size: row.size,
        uuid,
        number,
        name,
        label: one.label,
        loses: null,
      });
      continue;
    }
    const place = placeFor({ ...table, rows: taken }, size);
    if (!place)
      return refused(`it has no ${mebibytes(size)} of free space in one piece for ${kindText(one.kind)}`);
    const { kind, name, label } = one;
    const [start, uuid] = [place.start, ids[index] ?? ''];
    taken.push({ start, size });
    parts.push({ kind, action: 'make', start, size, uuid, number: null, name, label, loses: null });
  }
  return { kind: 'plan', parts };
}

/** A partition that was named itself, as a plan; or why it cannot be used. */
export function planPartition(
  one: Wanted,
  row: Row,
  sectorSize: number,
  content: Content,
  force: boolean,
): DiskPlan {
  const size = sizeOn(one, sectorSize);
  if (size === null) return refused(tooSmallFor(one.size, sectorSize));
  if (row.size < size)
    return refused(`it has ${mebibytes(row.size)}, and ${mebibytes(size)} are needed: see --size`);
  if (content.kind === 'used' && !force) return refused(`it holds ${content.what}; --force destroys that`);
  const action = content.kind === 'empty-fat32' ? 'keep' : 'format';
  const loses = content.kind === 'used' ? content.what : null;
  const { start, uuid, number, name } = row;
  const part = { kind: one.kind, start, size: row.size, uuid, number, name, label: one.label };
  return { kind: 'plan', parts: [{ ...part, action, loses }] };
}

/** The size on this disk: FAT32 needs more with larger sectors. Null where less was asked for. */
function sizeOn({ size, isAsked }: Wanted, sectorSize: number): number | null {
  const least = leastFat32(sectorSize);
  if (size >= least) return aligned(size);
  return isAsked ? null : least;
}

function tooSmallFor(size: number, sectorSize: number): string {
  return `FAT32 needs ${mebibytes(leastFat32(sectorSize))} with sectors of ${sectorSize} bytes, and ${mebibytes(size)} were asked for`;
}

function isFree(content: Content | undefined): boolean {
  return content !== undefined && content.kind !== 'used';
}

/** A kind of member for people. */
export function kindText(kind: Wanted['kind']): string {
  return kind === 'esp' ? 'an ESP' : 'an XBOOTLDR partition';
}
