import { allColumns } from './columns.ts';
import type { RecordTable } from './table.ts';

type Tables = readonly [RecordTable, ...RecordTable[]];

/** Which of these types a header line is of: the first whose required columns are there; else the first. */
export function tableOfHeader(tables: Tables, line: string): RecordTable {
  const names = line.replace(/^[ \t]*#/, '').split(/[ \t]+/);
  const isWhole = (table: RecordTable) =>
    allColumns(table).every(({ nullable, column }) => nullable || names.includes(column));
  return tables.find(isWhole) ?? tables[0];
}

/** Which of these types a group that is one line of JSON is of, whatever its major number; else the first. */
export function tableOfJson(tables: Tables, line: string): RecordTable {
  if (tables.length === 1) return tables[0];
  const schema = schemaOf(line);
  const name = (text: string) => text.replace(/\/[0-9]+$/, '');
  return tables.find((table) => name(table.schema) === name(schema)) ?? tables[0];
}

function schemaOf(line: string): string {
  try {
    const group: unknown = JSON.parse(line);
    const isNamed = typeof group === 'object' && group !== null && 'schema' in group;
    return isNamed && typeof group.schema === 'string' ? group.schema : '';
  } catch (error) {
    if (error instanceof SyntaxError) return ''; // whoever decodes the line says what is wrong with it
    throw error;
  }
}
