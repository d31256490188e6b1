/** A partition of a GPT. Positions are bytes. */
export interface Row {
  readonly number: number;
  readonly start: number;
  readonly size: number;
  /** Lower case. */
  readonly type: string;
  /** Lower case: its PARTUUID. */
  readonly uuid: string;
  readonly name: string | null;
  readonly attrs: string | null;
}

/** A GPT as sfdisk(8) reads it. */
export interface Table {
  /** The disk's own id, lower case. */
  readonly id: string;
  /** Room for partitions: from `start`, up to the byte before `end`. */
  readonly start: number;
  readonly end: number;
  readonly rows: readonly Row[];
}

/**
 * The output of `sfdisk --json` for a GPT (libfdisk script.c, write_file_json); null for another partition table, or what is none.
 *
 * @param sectorSize bytes, of the disk: sfdisk before 2.35 does not say
 */
export function tableOf(json: unknown, sectorSize: number): Table | null {
  const table = objectOf(objectOf(json)?.['partitiontable']);
  const list = table?.['partitions'] ?? [];
  if (table?.['label'] !== 'gpt' || table['unit'] !== 'sectors' || !Array.isArray(list)) return null;
  const [id, device] = [textOf(table['id']), textOf(table['device'])];
  const [first, last] = [numberOf(table['firstlba']), numberOf(table['lastlba'])];
  const said = numberOf(table['sectorsize']) ?? sectorSize;
  const rows = list.map((one) => rowOf(objectOf(one), device ?? '', sectorSize));
  const all = rows.flatMap((row) => row ?? []);
  if (id === null || device === null || first === null || last === null) return null;
  if (said !== sectorSize || all.length < rows.length) return null;
  return { id: id.toLowerCase(), start: first * sectorSize, end: (last + 1) * sectorSize, rows: all };
}

function rowOf(row: Fields | null, device: string, sectorSize: number): Row | null {
  if (!row) return null;
  const [node, type, uuid] = [textOf(row['node']), textOf(row['type']), textOf(row['uuid'])];
  const [start, size] = [numberOf(row['start']), numberOf(row['size'])];
  const number = node?.startsWith(device) ? /^p?(\d+)$/.exec(node.slice(device.length))?.[1] : undefined;
  if (!number || type === null || uuid === null || start === null || size === null) return null;
  return {
    number: Number(number),
    start: start * sectorSize,
    size: size * sectorSize,
    type: type.toLowerCase(),
    uuid: uuid.toLowerCase(),
    name: textOf(row['name']),
    attrs: textOf(row['attrs']),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function objectOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** The table of a disk that has none yet: that which sfdisk will make, with 128 entries of 128 bytes and a backup (UEFI 2.10, section 5.3.1). */
export function newTable(size: number, sectorSize: number): Pick<Table, 'start' | 'end' | 'rows'> {
  const entries = Math.ceil((128 * 128) / sectorSize);
  return { start: 1024 * 1024, end: (Math.floor(size / sectorSize) - entries - 1) * sectorSize, rows: [] };
}

/** What differs between the rows that were there and those that are there now, apart from rows with these ids; null for nothing. */
export function changedRow(
  before: readonly Row[],
  after: readonly Row[],
  added: ReadonlySet<string>,
): string | null {
  const text = (row: Row) =>
    JSON.stringify([row.number, row.start, row.size, row.type, row.uuid, row.name, row.attrs]);
  const now = new Set(after.filter(({ uuid }) => !added.has(uuid)).map(text));
  const lost = before.find((row) => !now.has(text(row)));
  if (lost) return `partition ${lost.number} is not what it was`;
  return now.size === before.length ? null : 'there are partitions that nobody asked for';
}
