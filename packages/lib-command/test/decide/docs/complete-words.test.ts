import { espSetTable, type RecordTable } from '@twinroot/lib-record';
import t from 'tap';
import { columnNames } from '../../../src/decide/docs/complete-words.ts';
import type { CommandSpec } from '../../../src/spec.ts';
import { planTable, spec } from '../../fixture.ts';

const { changes: _, ...query } = spec;
const set = ['ROLE', 'KIND', 'STATE', 'PARTUUID', 'DEVICE', 'UUID', 'MOUNTPOINT', 'LABEL', 'DISK', 'SIZE'];
const setColumns = [...set, 'FREE', 'EVIDENCE', 'MEMBER-BY'];

/** A record type that has a column in common with the ESP set, and a field that no table shows. */
const other: RecordTable = {
  ...planTable,
  schema: 'twinroot.fixture-other/1',
  fields: [
    { key: 'uuid', column: 'UUID', byDefault: true, type: 'string', help: 'whose' },
    { key: 'hidden', type: 'string', help: 'in JSON only' },
    { key: 'hash', column: 'HASH', type: 'string', help: 'of what' },
  ],
};

const cases: [name: string, of: CommandSpec, columns: string[]][] = [
  ['of a query', query, setColumns],
  ['of a plan too', spec, [...setColumns, 'OPERATION']],
  ['of a plan that is what is written', { ...spec, writes: [planTable] }, ['OPERATION']],
  ['in common, each once', { ...query, writes: [espSetTable, other] }, [...setColumns, 'HASH']],
  ['not of fields in JSON only', { ...query, writes: [other] }, ['UUID', 'HASH']],
];
for (const [name, of, columns] of cases)
  t.test(`columns ${name}`, async (t) => t.same(columnNames(of), columns));
