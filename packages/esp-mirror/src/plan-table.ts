import type { RecordOf, RecordTable } from '@twinroot/lib-record';
import { mirrorField } from './mirror-field.ts';

/** What esp-mirror would do, in order: one record an operation. */
export const mirrorPlanTable = {
  schema: 'twinroot.mirror-plan/1',
  list: 'operations',
  title: 'What would be done to each mirror, in order',
  fields: [
    mirrorField,
    {
      key: 'phase',
      column: 'PHASE',
      byDefault: true,
      type: 'string',
      values: [
        'kept',
        'leftovers',
        'payloads',
        'loaders',
        'bridge',
        'switch',
        'entries',
        'config',
        'stale-entries',
        'stale-payloads',
        'stamp',
      ],
      help: 'the filesystem is synced between two phases; stamp: the registry, when all the others are done',
    },
    {
      key: 'operation',
      column: 'OPERATION',
      byDefault: true,
      type: 'string',
      values: ['mkdir', 'copy', 'write', 'touch', 'delete', 'rmdir'],
      help: 'copy: from the source; write: bytes that the plan made; touch: only the time',
    },
    { key: 'path', column: 'PATH', byDefault: true, type: 'string', help: 'path below the mirror' },
    {
      key: 'from',
      column: 'FROM',
      type: 'string',
      nullable: true,
      help: 'path below the source that is copied',
    },
    {
      key: 'bytes',
      column: 'BYTES',
      byDefault: true,
      type: 'integer',
      nullable: true,
      help: 'size of the file that is written or deleted; absent for the registry',
    },
  ],
} as const satisfies RecordTable;

/** One operation of a plan. */
export type PlannedOperation = RecordOf<typeof mirrorPlanTable>;
