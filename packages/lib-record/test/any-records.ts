import fc from 'fast-check';
import {
  type AnyRecord,
  espSetTable,
  type Field,
  type FieldValue,
  idMapTable,
  type RecordTable,
  rewriteTable,
  syncItemTable,
} from '../src/index.ts';

/** A record type with every type of field, nullable and not, for what holds for any table. */
export const sampleTable = {
  schema: 'twinroot.sample/3',
  list: 'samples',
  title: 'Samples',
  fields: [
    { key: 'name', column: 'NAME', byDefault: true, type: 'string', help: 'a text' },
    { key: 'note', column: 'NOTE', byDefault: true, type: 'string', nullable: true, help: 'a text or none' },
    {
      key: 'kind',
      column: 'KIND',
      byDefault: true,
      type: 'string',
      values: ['one', 'two'],
      help: 'of a list',
    },
    {
      key: 'maybe',
      column: 'MAYBE',
      type: 'string',
      nullable: true,
      values: ['-', '""'],
      help: 'looks absent',
    },
    { key: 'count', column: 'COUNT', byDefault: true, type: 'integer', help: 'an integer' },
    { key: 'bytes', column: 'BYTES', type: 'integer', nullable: true, help: 'an integer or none' },
    { key: 'seconds', column: 'SECONDS', byDefault: true, type: 'number', help: 'a number' },
    { key: 'rate', column: 'RATE', type: 'number', nullable: true, help: 'a number or none' },
    { key: 'places', type: 'strings', nullable: true, help: 'only in JSON' },
  ],
} as const satisfies RecordTable;

/** The sample, and the record types that several commands have. */
export const everyTable: readonly RecordTable[] = [
  sampleTable,
  espSetTable,
  syncItemTable,
  rewriteTable,
  idMapTable,
];

/** Runs of a property. */
export const runs = { numRuns: 1000 };

const nasty = fc.string({
  unit: fc.constantFrom(
    ...' \t\n\r#-"\\0123456789\0\u001b\u007f\u0085\u00a0\u2028\u2029\u202e\ufeff\ufffdé€',
    '😀',
    '\\040',
    '""',
  ),
  maxLength: 6,
});

/** Any text that has UTF-8: empty, control characters, what looks like an escape, every plane. */
export const anyText = fc.oneof(
  nasty,
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom('', '-', '""', '\ufeff'),
);

function anyValue(field: Field): fc.Arbitrary<FieldValue> {
  const present = (): fc.Arbitrary<FieldValue> => {
    if (field.values) return fc.constantFrom(...field.values);
    if (field.type === 'string') return anyText;
    if (field.type === 'strings') {
      return fc.array(anyText, { minLength: field.column === undefined ? 0 : 1, maxLength: 3 });
    }
    if (field.type === 'integer') return fc.maxSafeNat();
    // 0 and -0 are written the same.
    return fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number));
  };
  return field.nullable ? fc.option(present()) : present();
}

/** Any record of a table. */
export function anyRecord(table: RecordTable): fc.Arbitrary<AnyRecord> {
  return fc.record(Object.fromEntries(table.fields.map((field) => [field.key, anyValue(field)])), {
    noNullPrototype: true,
  });
}

/** Any group of records of any table. */
export const anyGroup: fc.Arbitrary<{ readonly table: RecordTable; readonly records: readonly AnyRecord[] }> =
  fc
    .constantFrom(...everyTable)
    .chain((table) => fc.array(anyRecord(table), { maxLength: 4 }).map((records) => ({ table, records })));

/** What a table keeps of a record: fields without a chosen column are absent. */
export function kept(
  table: RecordTable,
  record: AnyRecord,
  columns: readonly { readonly key: string }[],
): AnyRecord {
  const keys = new Set(columns.map(({ key }) => key));
  return Object.fromEntries(
    table.fields.map(({ key }) => [key, keys.has(key) ? (record[key] ?? null) : null]),
  );
}
