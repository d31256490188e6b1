import type { RecordOf, RecordTable } from '@twinroot/lib-record';
import { stepFields } from './plan-table.ts';

/** What root-clone did: one record a step. */
export const cloneReportTable = {
  schema: 'twinroot.clone-report/1',
  list: 'steps',
  title: 'The result of each step',
  fields: [
    ...stepFields,
    {
      key: 'state',
      column: 'STATE',
      byDefault: true,
      type: 'string',
      values: ['same', 'done', 'skipped', 'failed'],
      help: 'same: there was nothing to do; skipped: it cannot be done here, and the clone is complete without it; failed: the steps after it were not begun, except those that only examine',
    },
    {
      key: 'files_copied',
      column: 'COPIED',
      byDefault: true,
      type: 'integer',
      nullable: true,
      help: 'files whose content was copied; absent for a step that copies none',
    },
    {
      key: 'bytes_copied',
      column: 'COPIED-BYTES',
      byDefault: true,
      type: 'integer',
      nullable: true,
      help: 'size of the files copied',
    },
    {
      key: 'files_deleted',
      column: 'DELETED',
      byDefault: true,
      type: 'integer',
      nullable: true,
      help: 'files, directories and links deleted',
    },
    { key: 'seconds', column: 'SECONDS', byDefault: true, type: 'number', help: 'how long it took' },
    {
      key: 'why',
      column: 'WHY',
      byDefault: true,
      apart: 'clause',
      type: 'string',
      nullable: true,
      help: 'why it failed or was skipped; other remarks',
    },
  ],
} as const satisfies RecordTable;

/** What became of one step. */
export type CloneOutcome = RecordOf<typeof cloneReportTable>;
