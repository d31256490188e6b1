import t from 'tap';
import { checkFields, checkRecords } from '../src/check-record.ts';
import type { RecordTable } from '../src/table.ts';

const table = {
  schema: 'twinroot.example/1',
  list: 'items',
  title: 'Items.',
  fields: [
    { key: 'path', column: 'PATH', byDefault: true, type: 'string', help: 'a path' },
    { key: 'size', column: 'SIZE', type: 'integer', nullable: true, help: 'bytes' },
  ],
} as const satisfies RecordTable;

t.test('absent fields are null, and keys that the table has not are left out', async (t) => {
  t.strictSame(checkFields(table, { path: '/a', extra: 1 }, 'items[0]'), { path: '/a', size: null });
});

t.test('the first field that is wrong is named, with the way to it', async (t) => {
  t.throws(
    () =>
      checkRecords(table, [
        { path: '/a', size: 1 },
        { path: '/b', size: -1 },
      ]),
    {
      code: 'VALUE',
      field: 'SIZE',
      message: /items\[1\]\.size/,
    },
  );
  t.strictSame(checkRecords(table, []), []);
});
