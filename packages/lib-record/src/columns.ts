import { shown } from './json-text.ts';
import { nearest } from './nearest.ts';
import { RecordError } from './record-error.ts';
import type { Field, RecordTable } from './table.ts';

/** A field that a table shows. */
export interface Column extends Field {
  readonly column: string;
}

/** All columns of a record type, in the order of its fields. */
export function allColumns(table: RecordTable): readonly Column[] {
  return table.fields.filter(isColumn);
}

/** The columns that are written without `-o`. */
export function defaultColumns(table: RecordTable): readonly Column[] {
  return allColumns(table).filter((field) => field.byDefault);
}

/**
 * The columns that `-o` asks for, in its order: names with commas between them, in any case; with a `+` before them, as
 * lsblk has it, they follow the default ones. Without a list, the default columns.
 *
 * @throws {RecordError} COLUMN for a name that is unknown (the message has the nearest one and all of them) or given twice.
 */
export function selectColumns(table: RecordTable, list: string | undefined): readonly Column[] {
  const chosen = list === undefined || list.startsWith('+') ? [...defaultColumns(table)] : [];
  if (list === undefined) return chosen;
  const named = new Set<string>();
  for (const name of list.replace(/^\+/, '').split(',')) {
    const column = findColumn(table, name);
    if (named.has(column.column)) {
      throw new RecordError('COLUMN', `column ${column.column} is listed twice`, { field: column.column });
    }
    named.add(column.column);
    if (!chosen.includes(column)) chosen.push(column);
  }
  return chosen;
}

function findColumn(table: RecordTable, name: string): Column {
  const columns = allColumns(table);
  const found = columns.find((field) => field.column === name.toUpperCase());
  if (found) return found;
  const names = columns.map((field) => field.column);
  const near = nearest(name, names);
  const meant = near === null ? '' : `did you mean ${near}? `;
  throw new RecordError(
    'COLUMN',
    `unknown column ${shown(name)}: ${meant}Known columns are ${names.join(', ')}`,
    {
      field: name,
    },
  );
}

function isColumn(field: Field): field is Column {
  return field.column !== undefined;
}
