import t from 'tap';
import { allColumns, defaultColumns, selectColumns } from '../src/columns.ts';
import { espSetTable } from '../src/esp-set.ts';
import { everyTable } from './any-records.ts';

const byDefault = 'ROLE KIND STATE PARTUUID DEVICE UUID MOUNTPOINT';

t.test('the columns that a list asks for', async (t) => {
  const cases: readonly [list: string | undefined, columns: string][] = [
    [undefined, byDefault],
    ['mountpoint', 'MOUNTPOINT'],
    ['mountpoint,device', 'MOUNTPOINT DEVICE'],
    ['Member-By,SIZE', 'MEMBER-BY SIZE'],
    ['+size', `${byDefault} SIZE`],
    ['+size,role', `${byDefault} SIZE`],
  ];
  for (const [list, columns] of cases) {
    t.equal(
      selectColumns(espSetTable, list)
        .map(({ column }) => column)
        .join(' '),
      columns,
      String(list),
    );
  }
});

t.test('lists that are refused', async (t) => {
  for (const list of [
    '',
    '+',
    'role,',
    ',role',
    'role,ROLE',
    'path',
    'mountpoints',
    'role kind',
    'role, kind',
    'size,+free',
    'rôle',
  ]) {
    t.throws(() => selectColumns(espSetTable, list), { name: 'RecordError', code: 'COLUMN' }, list);
  }
});

t.test('an unknown column: the message names the nearest and all of them', async (t) => {
  t.throws(() => selectColumns(espSetTable, 'role,mounpoint'), {
    code: 'COLUMN',
    field: 'mounpoint',
    message: /mean MOUNTPOINT/,
  });
  for (const { column } of allColumns(espSetTable)) {
    t.throws(() => selectColumns(espSetTable, 'x'), { message: new RegExp(`\\b${column}\\b`) });
  }
});

t.test('what a table shows of every record type', async (t) => {
  for (const table of everyTable) {
    const columns = allColumns(table);
    t.not(defaultColumns(table).length, 0, `${table.schema} has default columns`);
    t.equal(
      new Set(columns.map(({ column }) => column)).size,
      columns.length,
      `${table.schema} has each column once`,
    );
    t.ok(
      columns.every(({ column }) => /^[A-Z][A-Z-]*$/.test(column)),
      `${table.schema} has columns in upper case`,
    );
    const due = table.fields.filter(({ nullable }) => !nullable);
    t.ok(
      due.every(({ column, byDefault }) => column && byDefault),
      `${table.schema} shows by default what a reader requires`,
    );
  }
});
