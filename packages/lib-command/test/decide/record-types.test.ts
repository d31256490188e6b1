import { espSetTable, idMapTable, syncItemTable } from '@twinroot/lib-record';
import t from 'tap';
import { recordTypesOf } from '../../src/decide/record-types.ts';
import { planTable, spec } from '../fixture.ts';

const filter = {
  ...spec,
  reads: { table: idMapTable, pipeline: 'disk-map' },
  writes: [espSetTable],
} as const;
const { changes: _, reads: __, ...query } = { ...spec, writes: [syncItemTable] } as const;

const cases: [name: string, specs: Parameters<typeof recordTypesOf>[0], tables: readonly object[]][] = [
  ['of no command', [], []],
  ['what it reads and writes is one type', [spec], [espSetTable, planTable]],
  ['what it reads, its plan, what it writes', [filter], [idMapTable, planTable, espSetTable]],
  ['of several, each once', [query, spec, filter], [syncItemTable, espSetTable, planTable, idMapTable]],
];
for (const [name, specs, tables] of cases) t.test(name, async (t) => t.same(recordTypesOf(specs), tables));
