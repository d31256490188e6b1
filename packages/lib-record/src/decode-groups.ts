import { tableOfHeader, tableOfJson } from './group-table.ts';
import { parseJson } from './json-form.ts';
import { shown } from './json-text.ts';
import { type Header, isBlank, parseHeader, parseRow } from './parse-table.ts';
import { type Line, longestLine, readLines } from './read-lines.ts';
import { RecordError } from './record-error.ts';
import type { AnyRecord, RecordTable } from './table.ts';

/** Most records in one table: a stream that never ends its group must not fill the memory. */
export const mostRecords = 100_000;

/**
 * The groups of records in a stream of bytes, each as soon as it is complete; nothing for input that is empty or all blank.
 *
 * The first character that is not blank decides the form of the stream: `{` JSON Lines, one group a line; `#` tables. An
 * empty line ends a table, and so does the end of input; each table has its own header line. Several empty lines are one.
 * A line is judged as it arrives, so a wrong one is refused before the rest of its group is there.
 *
 * @throws {RecordError} whatever is wrong, with its line
 */
export async function* decodeGroups(
  table: RecordTable,
  chunks: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<readonly AnyRecord[]> {
  for await (const { records } of decodeGroupsOf([table], chunks)) yield records;
}

/** A group of records and what it is a group of. */
export interface Group {
  readonly table: RecordTable;
  readonly records: readonly AnyRecord[];
}

/**
 * The groups in a stream that may be of any of these types, each known by its own header line or schema; else as
 * decodeGroups.
 *
 * @throws {RecordError} whatever is wrong, with its line; of a group of no known type as if it were of the first one
 */
export async function* decodeGroupsOf(
  tables: readonly [RecordTable, ...RecordTable[]],
  chunks: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<Group> {
  let form: 'json' | 'table' | undefined;
  let group:
    | { readonly table: RecordTable; readonly header: Header; readonly records: AnyRecord[] }
    | undefined;
  const longest = Math.max(...tables.map((table) => table.longestLine ?? longestLine));
  for await (const line of readLines(chunks, longest)) {
    if (isBlank(line.text)) {
      if (group) yield { table: group.table, records: group.records };
      group = undefined;
      continue;
    }
    form ??= formOf(tables[0], line);
    if (form === 'json') {
      const table = tableOfJson(tables, line.text);
      yield { table, records: parseJson(table, line.text, line.number) };
    } else if (group === undefined) {
      const table = tableOfHeader(tables, line.text);
      group = { table, header: parseHeader(table, line.text, line.number), records: [] };
    } else if (group.records.length < mostRecords)
      group.records.push(parseRow(group.table, group.header, line.text, line.number));
    else
      throw new RecordError('LINE', `more than ${mostRecords} records without an empty line`, {
        line: line.number,
      });
  }
  if (group) yield { table: group.table, records: group.records };
}

function formOf(table: RecordTable, line: Line): 'json' | 'table' {
  const first = line.text.trimStart().charAt(0);
  if (first === '{') return 'json';
  if (first === '#') return 'table';
  const forms = 'a table whose header line begins with #, or JSON Lines';
  const message = `expected records of ${table.schema} (${forms}), but found ${shown(line.text)}`;
  throw new RecordError('HEADER', message, { line: line.number });
}
