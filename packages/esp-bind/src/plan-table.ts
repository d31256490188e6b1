import type { RecordOf, RecordTable } from '@twinroot/lib-record';

/** What esp-bind would do, in order: one record an operation. */
export const bindPlanTable = {
  schema: 'twinroot.bind-plan/1',
  list: 'operations',
  title: 'What would be mounted and unmounted, in order',
  fields: [
    {
      key: 'operation',
      column: 'OPERATION',
      byDefault: true,
      type: 'string',
      values: ['unmount', 'mount', 'bind'],
      help: 'mount: a device; bind: a directory',
    },
    {
      key: 'source',
      column: 'SOURCE',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'device, or the directory that is bound',
    },
    { key: 'target', column: 'TARGET', byDefault: true, type: 'string', help: 'mount point' },
    {
      key: 'options',
      column: 'OPTIONS',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'mount options',
    },
  ],
} as const satisfies RecordTable;

/** One operation of a plan. */
export type BindOperation = RecordOf<typeof bindPlanTable>;
