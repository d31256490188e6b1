import { checkValue } from './check-value.ts';
import { type Column, defaultColumns } from './columns.ts';
import { escapeField, escapeList } from './escape.ts';
import type { AnyRecord, RecordTable } from './table.ts';

/** How a table is written. */
export interface TableForm {
  /** Absent: the default columns. */
  readonly columns?: readonly Column[];
  /** Absent: true. A table without its header is for shell scripts: no reader of records takes it. */
  readonly header?: boolean;
}

/**
 * A group of records as a table: a header line that starts with `#`, then one line a record, each ended by a newline.
 *
 * Columns are padded by code points, the last one not at all. The empty line that ends a group is not written here: whoever
 * writes several groups writes it after each.
 *
 * @throws {RecordError} VALUE for a value that its field refuses, so that nothing is written that no reader would take.
 */
export function formatTable(table: RecordTable, records: readonly AnyRecord[], form: TableForm = {}): string {
  const columns = form.columns ?? defaultColumns(table);
  const rows = records.map((record) => columns.map((column) => cell(column, record)));
  if (form.header !== false)
    rows.unshift(columns.map(({ column }, index) => (index === 0 ? `#${column}` : column)));
  const widths = columns.map(() => 0);
  for (const row of rows) {
    for (const [index, field] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, width(field));
  }
  return rows.map((row) => `${line(row, widths)}\n`).join('');
}

function cell(column: Column, record: AnyRecord): string {
  const value = checkValue(column, record[column.key], column.column);
  if (value === null) return escapeField(null);
  return typeof value === 'object' ? escapeList(value) : escapeField(String(value));
}

function line(row: readonly string[], widths: readonly number[]): string {
  const last = row.length - 1;
  return row
    .map((field, index) => (index === last ? field : field + ' '.repeat((widths[index] ?? 0) - width(field))))
    .join(' ');
}

function width(field: string): number {
  let points = 0;
  for (const _ of field) points += 1;
  return points;
}
