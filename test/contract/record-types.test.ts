import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { recordTypesOf } from '@twinroot/lib-command/docs';
import { allColumns, defaultColumns, jsonSchema } from '@twinroot/lib-record';
import { Ajv2020 } from 'ajv/dist/2020.js';
import t from 'tap';
import { workspace } from '../support/binaries.ts';
import { commands } from './commands.ts';

const tables = recordTypesOf(commands.map(({ spec }) => spec));

t.test('every record type has a schema of its own, with a name and a major number', async (t) => {
  const defined = new Map<string, object>();
  for (const { spec } of commands) {
    for (const table of recordTypesOf([spec])) {
      t.equal(defined.get(table.schema) ?? table, table, `${table.schema} is defined in one place`);
      defined.set(table.schema, table);
    }
  }
  t.equal(defined.size, tables.length);
  const documented = readdirSync(join(workspace, 'docs/schema'));
  for (const { schema } of tables) {
    t.match(schema, /^twinroot\.[a-z-]+\/[1-9][0-9]*$/);
    t.ok(documented.includes(`${schema.replace('twinroot.', '').replace('/', '-')}.json`), schema);
  }
});

for (const table of tables) {
  t.test(`${table.schema}: what its columns show`, async (t) => {
    const columns = allColumns(table);
    t.not(defaultColumns(table).length, 0, 'there are default columns');
    t.equal(new Set(columns.map(({ column }) => column)).size, columns.length, 'each column is there once');
    for (const { column } of columns) t.match(column, /^[A-Z][A-Z-]*$/);
    for (const { column, apart } of columns)
      t.equal(apart !== undefined, ['WHY', 'FIX'].includes(column), `${column} in words for people`);
    for (const { key, column, byDefault, nullable } of table.fields)
      t.ok(nullable || (column && byDefault), `${key} is required, and shown by default`);
  });

  t.test(`${table.schema}: its JSON schema is one, and allows no records`, async (t) => {
    const valid = new Ajv2020({ strict: true }).compile(jsonSchema(table));
    t.ok(valid({ schema: table.schema, [table.list]: [] }));
    t.notOk(valid({ schema: table.schema }));
  });
}
