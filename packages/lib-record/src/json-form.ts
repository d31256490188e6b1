import { checkFields } from './check-record.ts';
import { jsonText, shown } from './json-text.ts';
import { RecordError } from './record-error.ts';
import type { AnyRecord, RecordTable } from './table.ts';

/**
 * A group of records as one line of JSON, ended by a newline: the key `schema` first, then the list. Every record has all
 * keys of its type, in their order; absent values are null.
 *
 * @throws {RecordError} VALUE for a value that its field refuses, so that nothing is written that no reader would take.
 */
export function formatJson(table: RecordTable, records: readonly AnyRecord[]): string {
  const list = records.map((record, index) => checkFields(table, record, `${table.list}[${index}]`));
  return `${jsonText({ schema: table.schema, [table.list]: list })}\n`;
}

/**
 * The records of a group that is one line of JSON.
 *
 * Unknown keys are passed over, absent nullable ones are null.
 *
 * @throws {RecordError} JSON for what is no JSON object or has no list of objects, SCHEMA for another record type or another
 * major number of this one, VALUE for a record that does not decode.
 */
export function parseJson(table: RecordTable, text: string, line?: number): readonly AnyRecord[] {
  const place = line === undefined ? {} : { line };
  const group = parseObject(text, place);
  checkSchema(table, group['schema'], place);
  const list = group[table.list];
  if (!Array.isArray(list)) {
    throw new RecordError('JSON', `the list ${table.list} is missing`, { ...place, field: table.list });
  }
  return list.map((record: unknown, index) => {
    const name = `${table.list}[${index}]`;
    if (!isObject(record)) throw new RecordError('JSON', `${name} is ${shown(record)}, not an object`, place);
    return checkFields(table, record, name, line);
  });
}

function parseObject(text: string, place: { readonly line?: number }): Readonly<Record<string, unknown>> {
  let group: unknown;
  try {
    group = JSON.parse(text);
  } catch (cause) {
    throw new RecordError('JSON', 'not JSON, or truncated: a group is one JSON object on one line', place, {
      cause,
    });
  }
  if (!isObject(group)) throw new RecordError('JSON', `${shown(group)} is not a JSON object`, place);
  return group;
}

function checkSchema(table: RecordTable, schema: unknown, at: { readonly line?: number }): void {
  const place = { ...at, field: 'schema' };
  if (schema === table.schema) return;
  const expected = splitSchema(table.schema);
  const given = typeof schema === 'string' ? splitSchema(schema) : null;
  if (given?.name !== expected?.name || given === null || expected === null) {
    const found = schema === undefined ? 'the schema is missing' : `these are records of ${shown(schema)}`;
    throw new RecordError('SCHEMA', `${found}, but ${table.schema} is expected`, place);
  }
  const why =
    given.major > expected.major
      ? 'newer than this program knows: update it'
      : 'older: update what wrote them';
  throw new RecordError(
    'SCHEMA',
    `these records are ${shown(schema)}, ${why} (expected ${table.schema})`,
    place,
  );
}

function splitSchema(schema: string): { readonly name: string; readonly major: number } | null {
  const [, name, major] = /^(.+)\/([0-9]+)$/.exec(schema) ?? [];
  return name === undefined || major === undefined ? null : { name, major: Number(major) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
