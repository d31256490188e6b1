import t from 'tap';
import { tableOfHeader, tableOfJson } from '../src/group-table.ts';
import type { RecordTable } from '../src/table.ts';

const table = (name: string, ...columns: readonly string[]): RecordTable => ({
  schema: `twinroot.${name}/1`,
  list: name,
  title: name,
  fields: columns.map((column) => ({
    key: column.toLowerCase(),
    column,
    type: 'string',
    help: column,
    ...(column === 'FREE' ? { nullable: true as const } : {}),
  })),
});
const first = table('first', 'ROLE', 'FREE');
const second = table('second', 'OLD', 'NEW');

const headers: readonly (readonly [line: string, found: RecordTable])[] = [
  ['#ROLE FREE', first],
  ['#ROLE', first],
  ['  # NEW OLD EXTRA', second],
  ['#NEW OLD EXTRA', second],
  ['#\tOLD', first],
];
for (const [line, found] of headers) {
  t.test(`the header '${line}' is of ${found.schema}`, async (t) => {
    t.equal(tableOfHeader([first, second], line), found);
  });
}

const groups: readonly (readonly [line: string, found: RecordTable])[] = [
  ['{"schema":"twinroot.second/1"}', second],
  ['{"schema":"twinroot.second/2"}', second],
  ['{"schema":"twinroot.third/1"}', first],
  ['{"schema":1}', first],
  ['[]', first],
  ['{', first],
];
for (const [line, found] of groups) {
  t.test(`${line} is of ${found.schema}`, async (t) => {
    t.equal(tableOfJson([first, second], line), found);
  });
}
