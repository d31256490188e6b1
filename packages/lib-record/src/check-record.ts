import { checkValue } from './check-value.ts';
import type { AnyRecord, FieldValue, RecordOf, RecordTable } from './table.ts';

/**
 * A record with every field of its table checked: absent ones are null, other keys left out.
 *
 * @param name what messages call the record: keys follow it (`members[0].role`)
 * @throws {RecordError} VALUE
 */
export function checkFields(
  table: RecordTable,
  record: Readonly<Record<string, unknown>>,
  name: string,
  line?: number,
): AnyRecord {
  const checked: Record<string, FieldValue> = {};
  for (const field of table.fields) {
    checked[field.key] = checkValue(field, record[field.key], `${name}.${field.key}`, line);
  }
  return checked;
}

/**
 * Records with the type that their table gives them, whichever way they came.
 *
 * @throws {RecordError} VALUE
 */
export function checkRecords<const T extends RecordTable>(
  table: T,
  records: readonly AnyRecord[],
): readonly RecordOf<T>[] {
  const checked = records.map((record, index) => checkFields(table, record, `${table.list}[${index}]`));
  return checked as readonly AnyRecord[] as readonly RecordOf<T>[];
}
