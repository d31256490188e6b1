import t from 'tap';
import { allColumns, selectColumns } from '../src/columns.ts';
import { espSetTable } from '../src/esp-set.ts';

const byDefault = 'ROLE KIND STATE PARTUUID DEVICE UUID MOUNTPOINT MEMBER-BY';

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
