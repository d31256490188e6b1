import { checkValue } from './check-value.ts';
import { allColumns, type Column } from './columns.ts';
import { unescapeField, unescapeList } from './escape.ts';
import { shown } from './json-text.ts';
import { nearest } from './nearest.ts';
import { RecordError } from './record-error.ts';
import type { AnyRecord, FieldValue, RecordTable } from './table.ts';

/** The columns of a table as its header line names them; undefined for one that its reader does not know. */
export type Header = readonly (Column | undefined)[];

const jsonNumber = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;

/**
 * The records of a table that is one group: a header line, then a line for each record.
 *
 * Columns are found by their names, in any order; unknown ones are passed over, absent ones are null. Empty lines before
 * and after the table do not count.
 *
 * @throws {RecordError} HEADER, COLUMN, FIELD, VALUE, ESCAPE or LINE
 */
export function parseTable(table: RecordTable, text: string): readonly AnyRecord[] {
  const records: AnyRecord[] = [];
  let header: Header | undefined;
  let ended = false;
  for (const [index, line] of text.split('\n').entries()) {
    const number = index + 1;
    if (isBlank(line)) {
      ended = header !== undefined;
    } else if (ended) {
      throw new RecordError('LINE', 'a second group, but only one is expected', { line: number });
    } else if (header === undefined) {
      header = parseHeader(table, line, number);
    } else {
      records.push(parseRow(table, header, line, number));
    }
  }
  if (header === undefined) throw new RecordError('HEADER', expectedHeader(table));
  return records;
}

/** Whether a line ends a group: it is empty, or nothing but blanks. */
export function isBlank(line: string): boolean {
  return /^[ \t\r]*$/.test(line);
}

/**
 * The columns that a header line names.
 *
 * @throws {RecordError} HEADER, COLUMN or LINE
 */
export function parseHeader(table: RecordTable, line: string, number: number): Header {
  refuseCarriageReturn(line, number);
  const text = line.replace(/^[ \t]+/, '');
  if (!text.startsWith('#'))
    throw new RecordError('HEADER', `${shown(line)} is not a header: ${expectedHeader(table)}`, {
      line: number,
    });
  const names = fields(text.slice(1));
  const columns = allColumns(table);
  const named = new Set<string>();
  for (const name of names) {
    if (named.has(name))
      throw new RecordError('COLUMN', `column ${shown(name)} is listed twice`, { line: number, field: name });
    named.add(name);
  }
  for (const { nullable, column } of columns) {
    if (nullable || named.has(column)) continue;
    const instead = nearest(
      column,
      names.filter((name) => columns.every((known) => known.column !== name)),
    );
    const found = instead === null ? '' : `; ${shown(instead)} is not a column of ${table.schema}`;
    throw new RecordError('COLUMN', `column ${column} is missing${found}`, { line: number, field: column });
  }
  return names.map((name) => columns.find(({ column }) => column === name));
}

/**
 * One record from a line below the header.
 *
 * @throws {RecordError} FIELD, VALUE, ESCAPE or LINE
 */
export function parseRow(table: RecordTable, header: Header, line: string, number: number): AnyRecord {
  refuseCarriageReturn(line, number);
  const row = fields(line);
  if (row[0]?.startsWith('#')) {
    throw new RecordError(
      'LINE',
      'a header or comment inside a group: an empty line must end the group first',
      { line: number },
    );
  }
  if (row.length !== header.length) {
    throw new RecordError(
      'FIELD',
      `${row.length} fields for ${header.length} columns: blanks in a field must be written as \\040`,
      {
        line: number,
      },
    );
  }
  const record: Record<string, FieldValue> = {};
  for (const { key } of table.fields) record[key] = null;
  for (const [index, column] of header.entries()) {
    if (column) record[column.key] = parseField(column, row[index] ?? '', number);
  }
  return record;
}

function parseField(column: Column, field: string, line: number): FieldValue {
  const place = { line, field: column.column };
  if (column.type === 'strings') return checkValue(column, unescapeList(field, place), column.column, line);
  const text = unescapeField(field, place);
  const numeric = text !== null && column.type !== 'string' && jsonNumber.test(text);
  return checkValue(column, numeric ? Number(text) : text, column.column, line);
}

function fields(text: string): string[] {
  return text.split(/[ \t]+/).filter((field) => field !== '');
}

function refuseCarriageReturn(line: string, number: number): void {
  if (!line.includes('\r')) return;
  throw new RecordError(
    'LINE',
    "a carriage return: lines must end with a newline only (tr -d '\\r' removes it)",
    { line: number },
  );
}

function expectedHeader(table: RecordTable): string {
  const [first] = allColumns(table);
  return `a table of ${table.schema} begins with a header line, #${first?.column}… (so do not use --no-header or --human before a pipe)`;
}
